# muster_embed(target folder pattern…): compiles files into a target as text, found again by
# `std::string_view muster::embedded(std::string_view path)` of cmake's generated source.
# Each target that embeds has its own namespace: muster::<target>_files.
function(muster_embed target)
  set(generated ${CMAKE_BINARY_DIR}/embedded/${target}_files.cpp)
  set(files "")
  foreach(pattern ${ARGN})
    file(GLOB matched CONFIGURE_DEPENDS RELATIVE ${CMAKE_SOURCE_DIR} ${CMAKE_SOURCE_DIR}/${pattern})
    list(APPEND files ${matched})
  endforeach()
  list(SORT files)
  string(REPLACE ";" "|" listed "${files}")
  set(sources ${files})
  list(TRANSFORM sources PREPEND ${CMAKE_SOURCE_DIR}/)
  add_custom_command(
    OUTPUT ${generated}
    COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR} "-DFILES=${listed}" -DNAME=${target}
            -DOUTPUT=${generated} -P ${CMAKE_SOURCE_DIR}/cmake/embed_files.cmake
    DEPENDS ${sources} ${CMAKE_SOURCE_DIR}/cmake/embed_files.cmake
    VERBATIM)
  target_sources(muster_${target} PRIVATE ${generated})
endfunction()
