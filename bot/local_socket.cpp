#include "bot/local_socket.hpp"

#include "bot/deadline.hpp"
#include "storage/descriptor.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <fcntl.h>
#include <spdlog/spdlog.h>
#include <sys/stat.h>
#include <unistd.h>

#include <chrono>
#include <exception>
#include <stdexcept>
#include <utility>

namespace muster {
namespace {

using namespace std::chrono_literals;
using local = asio::local::stream_protocol;

// A line is there at once; what it asks for may wait for a slow disk.
constexpr auto patience_of_owner = 5s;
constexpr auto patience_of_asker = 15s;
constexpr std::size_t most_conversations = 16;
constexpr auto quiet = asio::as_tuple(asio::use_awaitable);

// A folder's path may be longer than a socket's name can be; the folder's handle is short.
class Folder {
public:
    explicit Folder(const std::filesystem::path& of)
        : handle_(open_file(std::filesystem::absolute(of).parent_path(), O_PATH | O_DIRECTORY)) {}
    [[nodiscard]] std::filesystem::path reach(const std::filesystem::path& file) const {
        return std::filesystem::path("/proc/self/fd") / std::to_string(handle_.number()) /
               file.filename();
    }

private:
    Descriptor handle_;
};

asio::awaitable<std::optional<std::string>> read_line(local::socket& socket) {
    std::string line;
    const auto [error, size] = co_await asio::async_read_until(
        socket, asio::dynamic_buffer(line, most_local_bytes), '\n', quiet);
    if (error)
        co_return std::nullopt;
    line.resize(size);
    co_return line;
}

asio::awaitable<bool> write_line(local::socket& socket, std::string line) {
    const auto [error, size] = co_await asio::async_write(socket, asio::buffer(line), quiet);
    co_return !error;
}

// Nothing: nobody listens there.
asio::awaitable<std::optional<LocalAnswer>> ask(std::filesystem::path database,
                                                LocalCommand command) {
    const auto name = socket_beside(database);
    const Folder folder(name);
    local::socket socket(co_await asio::this_coro::executor);
    const Deadline deadline(socket, std::chrono::steady_clock::now() + patience_of_asker);
    const auto [refused] =
        co_await socket.async_connect(local::endpoint(folder.reach(name).string()), quiet);
    if (refused)
        co_return std::nullopt;
    std::optional<LocalAnswer> answer;
    if (co_await write_line(socket, to_line(command)))
        if (const auto line = co_await read_line(socket))
            answer = read_local_answer(*line);
    if (!answer)
        throw std::runtime_error(
            "the running Muster took the command and did not answer. Look whether it was kept "
            "before you type it again: muster do --as USER 'INC-N history'");
    co_return answer;
}

}  // namespace

std::filesystem::path socket_beside(const std::filesystem::path& database) {
    auto name = std::filesystem::weakly_canonical(database);
    name += ".socket";
    return name;
}

LocalSocket::LocalSocket(asio::any_io_executor executor, std::filesystem::path database,
                         Answerer answerer, TaskGroup& tasks)
    : executor_(std::move(executor)),
      database_(std::move(database)),
      answerer_(std::move(answerer)),
      acceptor_(executor_),
      tasks_(tasks) {}

LocalSocket::~LocalSocket() {
    std::error_code ignored;
    if (bound_)
        std::filesystem::remove(socket_beside(database_), ignored);
}

// The lock says that no other Muster listens there: what has that name was left by a crash.
bool LocalSocket::listen() {
    const auto name = socket_beside(database_);
    const Folder folder(name);
    boost::system::error_code error;
    std::error_code ignored;
    if (std::filesystem::is_socket(name, ignored))
        std::filesystem::remove(name, ignored);
    acceptor_.open(local(), error);
    if (!error) {
        // Before it has a name, so that nobody ever finds it open to them.
        ::fchmod(acceptor_.native_handle(), S_IRUSR | S_IWUSR);
        acceptor_.bind(local::endpoint(folder.reach(name).string()), error);
    }
    bound_ = !error;
    if (!error)
        acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error)
        spdlog::warn("no commands from a shell while Muster runs: {} cannot be made: {}",
                     name.string(), error.message());
    return !error;
}

asio::awaitable<void> LocalSocket::run() {
    if (database_ == ":memory:" || !listen())
        co_return;
    for (;;) {
        auto [error, socket] = co_await acceptor_.async_accept(quiet);
        if (error == asio::error::operation_aborted)
            co_return;
        if (error) {  // no more descriptors, for a moment
            asio::steady_timer pause(executor_);
            pause.expires_after(1s);
            co_await pause.async_wait(quiet);
        } else if (conversations_ < most_conversations) {
            tasks_.start("a command from a shell", converse(std::move(socket)));
        }
    }
}

asio::awaitable<void> LocalSocket::converse(local::socket socket) {
    struct Counted {
        explicit Counted(std::size_t& number) : count(number) { ++count; }
        ~Counted() { --count; }
        Counted(const Counted&) = delete;
        Counted& operator=(const Counted&) = delete;
        std::size_t& count;
    };
    const Counted counted(conversations_);
    std::optional<std::string> line;
    {
        const Deadline deadline(socket, std::chrono::steady_clock::now() + patience_of_owner);
        line = co_await read_line(socket);
    }
    const auto command = line ? read_local_command(*line) : std::nullopt;
    if (!command)
        co_return;
    const auto answer = co_await answerer_(*command);
    const Deadline deadline(socket, std::chrono::steady_clock::now() + patience_of_owner);
    co_await write_line(socket, to_line(answer));
}

std::optional<LocalAnswer> ask_owner(const std::filesystem::path& database,
                                     const LocalCommand& command) {
    asio::io_context context(1);
    std::exception_ptr failure;
    std::optional<LocalAnswer> answer;
    asio::co_spawn(context, ask(database, command),
                   [&](std::exception_ptr thrown, std::optional<LocalAnswer> given) {
                       failure = thrown;
                       answer = std::move(given);
                   });
    context.run();
    if (failure)
        std::rethrow_exception(failure);
    return answer;
}

}  // namespace muster
