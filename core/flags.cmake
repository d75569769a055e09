# Standard, warnings, hardening and sanitizers, for our own targets only.
target_compile_features(ocp_flags INTERFACE c_std_17)
target_compile_definitions(ocp_flags INTERFACE _GNU_SOURCE
                           OCP_VERSION="${PROJECT_VERSION}")
target_include_directories(ocp_flags INTERFACE ${PROJECT_SOURCE_DIR})
target_compile_options(ocp_flags INTERFACE -include core/banned.h)

target_compile_options(ocp_flags INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wsign-conversion -Wformat=2
  -Wstrict-prototypes -Wmissing-prototypes -Wmissing-declarations -Wold-style-definition
  -Wpointer-arith -Wwrite-strings -Wcast-qual -Wundef -Wvla -Wimplicit-fallthrough
  $<$<C_COMPILER_ID:GNU>:-Wlogical-op -Wduplicated-cond -Wduplicated-branches
    -Wjump-misses-init -Walloca>
  $<$<C_COMPILER_ID:Clang>:-Wcomma -Wextra-semi-stmt>
  $<$<BOOL:${OCP_WERROR}>:-Werror>)

if(OCP_SANITIZE)
  target_compile_options(ocp_flags INTERFACE -fsanitize=${OCP_SANITIZE}
                         -fno-sanitize-recover=all -fno-omit-frame-pointer -O1)
  target_link_options(ocp_flags INTERFACE -fsanitize=${OCP_SANITIZE})
else()
  target_compile_options(ocp_flags INTERFACE -fstack-protector-strong
                         -fstack-clash-protection
                         $<$<NOT:$<CONFIG:Debug>>:-U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=2>)
  target_link_options(ocp_flags INTERFACE -pie -Wl,-z,relro -Wl,--as-needed)
endif()
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
