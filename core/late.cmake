# Libraries that core/late/ stands in for, and loads when they are needed: see core/late/late.h.
# OCP_SONAME_<name> is what the dynamic linker knows each by.
set(OCP_LATE CURL PCAP ZSCANNER NCURSES)

# The first library that a link with `libraries` asks for. The compiler has to say: what is called
# libx.so may be a script of the linker.
function(ocp_soname variable)
  set(probe ${CMAKE_BINARY_DIR}/CMakeFiles/soname.so)
  execute_process(COMMAND ${CMAKE_C_COMPILER} -shared -nostdlib -o ${probe}
                          -Wl,--no-as-needed ${ARGN} RESULT_VARIABLE failed)
  execute_process(COMMAND ${CMAKE_OBJDUMP} -p ${probe} OUTPUT_VARIABLE text)
  if(failed OR NOT text MATCHES "NEEDED +([^ \n]+)")
    message(FATAL_ERROR "there is no shared library among: ${ARGN}")
  endif()
  set(${variable} ${CMAKE_MATCH_1} PARENT_SCOPE)
endfunction()

foreach(name IN LISTS OCP_LATE)
  ocp_soname(OCP_SONAME_${name} ${${name}_LINK_LIBRARIES})
endforeach()
