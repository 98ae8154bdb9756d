// What fontconfig has read of the fonts it keeps until the process ends, where the leak sanitizer
// cannot see that somebody still has it. The sanitizer looks for a function of this name.
// NOLINTBEGIN(bugprone-reserved-identifier,readability-identifier-naming)
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
    return "leak:libfontconfig";
}
// NOLINTEND(bugprone-reserved-identifier,readability-identifier-naming)
