#include "bot/cli.hpp"

int main(int count, char** arguments) {
    return muster::run_command_line(count, arguments);
}
