# muster_layer(folder PUBLIC … PRIVATE …): a static library of all of a folder's sources.
# bot/main.cpp is the program and bot/boost_sources.cpp a library of its own, not part of it.
function(muster_layer folder)
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/${folder}/*.cpp)
  list(FILTER sources EXCLUDE REGEX "/(main|boost_sources)\\.cpp$")
  if(NOT sources)
    add_library(muster_${folder} INTERFACE)
    return()
  endif()
  add_library(muster_${folder} STATIC ${sources})
  target_include_directories(muster_${folder} PUBLIC ${CMAKE_SOURCE_DIR})
  target_link_libraries(muster_${folder} ${ARGN})
endfunction()
