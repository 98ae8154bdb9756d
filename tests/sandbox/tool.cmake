# muster-sandbox: the sandbox alone, for tests in other languages.
add_executable(muster-sandbox ${CMAKE_CURRENT_SOURCE_DIR}/sandbox/tool/main.cpp)
target_link_libraries(muster-sandbox PRIVATE muster_sandbox)
set_target_properties(muster-sandbox PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

# muster-web-api: Muster's Web API client alone, for the same.
add_executable(muster-web-api ${CMAKE_CURRENT_SOURCE_DIR}/contract/web_api_calls.cpp)
target_link_libraries(muster-web-api PRIVATE muster_bot)
set_target_properties(muster-web-api PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR})

# Slack's official clients against the sandbox, and Muster against an emulator of Slack that others
# wrote (`npm ci` brings them).
find_program(NODE_PROGRAM node)
if(NODE_PROGRAM)
  file(GLOB contract_tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/contract/*.test.mjs)
  add_test(NAME contract COMMAND ${NODE_PROGRAM} --test ${contract_tests})
  set_tests_properties(contract PROPERTIES
    ENVIRONMENT "MUSTER_BUILD=${CMAKE_BINARY_DIR};MUSTER_SANDBOX=$<TARGET_FILE:muster-sandbox>;MUSTER_WEB_API=$<TARGET_FILE:muster-web-api>;MUSTER_BIN=$<TARGET_FILE:muster>"
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} TIMEOUT 120)
endif()
