# Writes a C table of all objects that a folder's files define: probes/dns/reverse.c defines
# `probe_dns_reverse`. A file that does not is a link error with the right name in it. Files whose
# name starts with _ are a family's shared code and not in the table.
#
# ORDER names the folders and files (without ending) that come first; the rest follows by name.
function(ocp_table)
  cmake_parse_arguments(T "" "OUTPUT;PREFIX;TYPE;HEADER;NAME;BASE" "FILES;ORDER" ${ARGN})
  set(sorted "")
  list(SORT T_FILES)
  foreach(place IN LISTS T_ORDER)
    foreach(file IN LISTS T_FILES)
      if(file MATCHES "^${place}(/|\\.c$)")
        list(APPEND sorted ${file})
      endif()
    endforeach()
  endforeach()
  list(APPEND sorted ${T_FILES})
  list(REMOVE_DUPLICATES sorted)
  set(externs "")
  set(entries "")
  foreach(file IN LISTS sorted)
    if(file MATCHES "(^|/)_")
      continue()
    endif()
    string(REGEX REPLACE "\\.c$" "" name ${file})
    string(REGEX REPLACE "[-/]" "_" name ${name})
    string(APPEND externs "extern const struct ${T_TYPE} ${T_PREFIX}_${name};\n")
    string(APPEND entries "\t&${T_PREFIX}_${name},\n")
  endforeach()
  file(CONFIGURE OUTPUT ${T_OUTPUT} CONTENT
"/* Generated from the file names by core/table.cmake. */
#include \"${T_HEADER}\"

${externs}
extern const struct ${T_TYPE} *const ${T_NAME}[];
const struct ${T_TYPE} *const ${T_NAME}[] = {
${entries}\tNULL,
};
" @ONLY)
endfunction()
