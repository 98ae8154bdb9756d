#include "bot/public_loop.hpp"

#include "status/negotiate.hpp"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <exception>
#include <system_error>
#include <utility>

namespace muster {
namespace {

constexpr std::size_t most_read = 16 * 1024;      // at a time: many pipelined requests
constexpr std::size_t most_gathered = 16 * 1024;  // of answers before they are sent
constexpr std::size_t large = 16 * 1024;          // such a body is sent from where it lies
constexpr std::size_t most_discarded = 64 * 1024;
constexpr std::size_t most_refusing = 64;
constexpr int most_accepted = 64;  // before those that are connected have their turn
constexpr std::chrono::milliseconds parting{2000};
// Out of descriptors: connections wait in the queue until some have closed.
constexpr std::chrono::milliseconds accept_pause{100};

bool would_block() {
    return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR;
}

bool out_of_descriptors() {
    return errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM;
}

// Sends what of both the socket takes at once: how much, or less than 0.
ssize_t send_both(int socket, std::string_view first, std::string_view rest) {
    if (rest.empty())
        return ::send(socket, first.data(), first.size(), MSG_NOSIGNAL);
    // The calls of the system that only read take pointers to what they could write.
    std::array<iovec, 2> parts{iovec{const_cast<char*>(first.data()), first.size()},
                               iovec{const_cast<char*>(rest.data()), rest.size()}};
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = parts.size();
    return ::sendmsg(socket, &message, MSG_NOSIGNAL);
}

Descriptor checked(int number, const char* what) {
    if (number < 0)
        throw std::system_error(errno, std::generic_category(), what);
    return Descriptor(number);
}

// A thread that is woken for each request interrupts whoever is about to send the next one. One
// that waits for its turn finds many at once, which costs each of them less; and it never
// interrupts an answer to a responder. Without a word where the system refuses: it is only slower.
void interrupt_nobody() {
    const sched_param any{};
    ::sched_setscheduler(0, SCHED_BATCH, &any);
}

}  // namespace

struct PublicLoop::Connection {
    enum class State { reading, writing, parting };

    explicit Connection(Descriptor accepted) : socket(std::move(accepted)) {}
    [[nodiscard]] bool closed() const { return socket.number() < 0; }

    Descriptor socket;
    State state = State::reading;
    bool idle = true;      // may be closed where another needs its place
    bool ends = false;     // after what is being said
    bool refused = false;  // over the limit: told so, and let go
    Clock::time_point deadline = Clock::time_point::max();
    std::string unread;                            // the beginning of a head, or what waits
    std::string unsent;                            // of answers; then
    std::string_view rest;                         // of one more, in
    std::shared_ptr<const status::Snapshot> held;  // this
    std::size_t discarded = 0;
    Connections::iterator place;
};

PublicLoop::PublicLoop(std::shared_ptr<const HttpServerOptions> options,
                       std::shared_ptr<std::atomic<std::size_t>> open,
                       std::shared_ptr<const SnapshotBoard> board)
    : options_(std::move(options)),
      open_(std::move(open)),
      board_(std::move(board)),
      epoll_(checked(epoll_create1(EPOLL_CLOEXEC), "epoll_create1")),
      bell_(checked(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd")),
      unread_(std::max(most_read, options_->limits.header_bytes * 2)) {
    out_.reserve(most_gathered + large);
    watch(bell_, &bell_, EPOLLIN, true);
}

PublicLoop::~PublicLoop() = default;

void PublicLoop::watch(const Descriptor& descriptor, void* mark, std::uint32_t events,
                       bool anew) const {
    epoll_event event{};
    event.events = events;
    event.data.ptr = mark;
    const int operation = anew ? EPOLL_CTL_ADD : EPOLL_CTL_MOD;
    if (epoll_ctl(epoll_.number(), operation, descriptor.number(), &event) != 0)
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
}

void PublicLoop::accept_for(Descriptor listener, std::vector<PublicLoop*> loops) {
    listener_ = std::move(listener);
    loops_ = std::move(loops);
    watch(listener_, &listener_, EPOLLIN, true);
    accepting_ = true;
}

void PublicLoop::wake() const {
    const std::uint64_t one = 1;
    // It fails only where it has been rung without having been heard yet.
    [[maybe_unused]] const auto written = ::write(bell_.number(), &one, sizeof one);
}

void PublicLoop::adopt(Descriptor socket) {
    {
        const std::lock_guard lock(mutex_);
        inbox_.push_back(std::move(socket));
    }
    wake();
}

void PublicLoop::stop() {
    stopping_ = true;
    wake();
}

void PublicLoop::run() {
    interrupt_nobody();
    const auto shortest = std::min({options_->header, options_->idle, options_->write, parting});
    const auto step = std::max(shortest / 4, std::chrono::milliseconds(5));
    auto next_look = Clock::now() + step;
    std::array<epoll_event, 256> events{};
    while (!stopping_) {
        const bool paused = listener_.number() >= 0 && !accepting_;
        // Nobody here and nobody kept waiting: nothing can come but an event.
        const auto most = paused                 ? static_cast<int>(accept_pause.count())
                          : connections_.empty() ? -1
                                                 : static_cast<int>(step.count());
        const int count = epoll_wait(epoll_.number(), events.data(), events.size(), most);
        now_ = Clock::now();
        second_ = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
        if (const auto generation = board_->generation(); generation != generation_) {
            snapshot_ = board_->current();
            generation_ = generation;
        }
        for (int i = 0; i < count; ++i)
            hear(events.at(static_cast<std::size_t>(i)).data.ptr);
        if (paused && now_ >= accept_again_) {
            watch(listener_, &listener_, EPOLLIN);
            accepting_ = true;
        }
        if (now_ >= next_look) {
            look_after_deadlines();
            next_look = now_ + step;
        }
        closed_.clear();
        if (count > 0 && options_->precedence)
            options_->precedence->give_way();
    }
    connections_.clear();
}

// What this mark stands for has something to say.
void PublicLoop::hear(void* mark) {
    if (mark == &bell_)
        return take_inbox();
    if (mark == &listener_)
        return accept_some();
    auto& connection = *static_cast<Connection*>(mark);
    try {
        handle(connection);
    } catch (const std::exception&) {
        // No memory, say: this connection ends, and nobody else is concerned.
        out_.clear();
        if (!connection.closed())
            close(connection);
    }
}

void PublicLoop::accept_some() {
    for (int i = 0; i < most_accepted; ++i) {
        Descriptor socket(
            accept4(listener_.number(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket.number() < 0 && out_of_descriptors()) {
            watch(listener_, &listener_, 0);
            accepting_ = false;
            accept_again_ = now_ + accept_pause;
        }
        if (socket.number() < 0)
            return;  // whoever is still there is told of again
        auto* const loop = loops_[turn_++ % loops_.size()];
        try {
            open_->fetch_add(1);
            loop == this ? serve_new(std::move(socket)) : loop->adopt(std::move(socket));
        } catch (const std::exception&) {  // no memory for it: it is closed
            open_->fetch_sub(1);
        }
    }
}

void PublicLoop::take_inbox() {
    std::uint64_t rung = 0;
    [[maybe_unused]] const auto size = ::read(bell_.number(), &rung, sizeof rung);
    std::vector<Descriptor> arrived;
    {
        const std::lock_guard lock(mutex_);
        arrived.swap(inbox_);
    }
    for (auto& socket : arrived)
        serve_new(std::move(socket));
}

void PublicLoop::serve_new(Descriptor socket) {
    const bool full = open_->load() > options_->connections && !close_an_idle_one();
    if (full && refusing_ >= most_refusing) {
        open_->fetch_sub(1);
        return;  // closes it
    }
    const int on = 1;
    setsockopt(socket.number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    auto& connection = connections_.emplace_back(std::move(socket));
    connection.place = std::prev(connections_.end());
    connection.deadline = now_ + options_->idle;
    try {
        watch(connection.socket, &connection, EPOLLIN, true);
    } catch (const std::system_error&) {
        close(connection);  // no memory for it
        return;
    }
    if (full) {
        connection.refused = true;
        ++refusing_;
        refuse(connection, 503);
        after_answers(connection);
    }
}

bool PublicLoop::close_an_idle_one() {
    const auto idle = std::ranges::find(connections_, true, &Connection::idle);
    if (idle == connections_.end())
        return false;
    close(*idle);
    return true;
}

// Ends what has waited too long. One look at all connections costs less than a timer for each.
void PublicLoop::look_after_deadlines() {
    for (auto next = connections_.begin(); next != connections_.end();) {
        auto& connection = *next++;
        if (connection.deadline <= now_)
            close(connection);
    }
}

void PublicLoop::handle(Connection& connection) {
    if (connection.closed())
        return;  // in this very round
    switch (connection.state) {
        case Connection::State::reading:
            return read(connection);
        case Connection::State::writing:
            return go_on_writing(connection);
        case Connection::State::parting:
            return discard(connection);
    }
}

void PublicLoop::read(Connection& connection) {
    const auto before = connection.unread.size();
    std::memcpy(unread_.data(), connection.unread.data(), before);
    const auto count =
        ::recv(connection.socket.number(), unread_.data() + before, unread_.size() - before, 0);
    if (count > 0)
        answer_all(connection, before, before + static_cast<std::size_t>(count));
    else if (count == 0 || !would_block())
        close(connection);
}

// Answers what stands whole in the first `size` bytes of `unread_`, of which `known` had come
// before, and keeps the rest.
void PublicLoop::answer_all(Connection& connection, std::size_t known, std::size_t size) {
    std::string_view bytes(unread_.data(), size);
    bool begun_before = known > 0;
    while (!bytes.empty() && !connection.ends && connection.state == Connection::State::reading) {
        const auto reading = read_request(bytes, options_->limits, false, request_);
        if (reading.kind == HttpReading::Kind::more)
            break;
        begun_before = false;
        if (reading.kind == HttpReading::Kind::refused) {
            refuse(connection, reading.status);
            break;
        }
        bytes.remove_prefix(reading.consumed);
        answer(connection);
    }
    if (connection.closed())
        return;
    if (connection.ends)
        bytes = {};
    if (!bytes.empty() || !connection.unread.empty())
        connection.unread.assign(bytes);
    if (connection.state == Connection::State::reading) {
        if (!begun_before)
            connection.deadline = now_ + (bytes.empty() ? options_->idle : options_->header);
        connection.idle = bytes.empty();
    }
    after_answers(connection);
}

void PublicLoop::answer(Connection& connection) {
    if (!snapshot_) {
        refuse(connection, 503);
        return;
    }
    connection.ends = !request_.keep_alive || request_.has_body;
    const auto after = connection.ends     ? HttpAfter::closes
                       : request_.http_1_0 ? HttpAfter::stays_1_0
                                           : HttpAfter::stays;
    const auto* document = snapshot_->find(request_.path);
    if (!request_.reads())
        document = &snapshot_->refused_method(request_.path);
    else if (document == nullptr)
        document = &snapshot_->missing(request_.path);
    const auto& representation = document->in(status::best_coding(request_.accept_encoding));
    const status::Conditions conditions{request_.if_none_match, request_.if_modified_since};
    if (status::not_modified(conditions, *document, representation)) {
        say(connection, first_lines_.of(304, after, second_), representation.not_modified);
        return;
    }
    const std::string_view whole = representation.ok;
    say(connection, first_lines_.of(document->status(), after, second_),
        request_.method == "HEAD" ? whole.substr(0, representation.head_size) : whole);
}

void PublicLoop::refuse(Connection& connection, int status) {
    connection.ends = true;
    const auto rest = http_refusal(status);
    out_ += first_lines_.of(status, HttpAfter::closes, second_);
    out_ += rest;
}

// Answers gather, so that pipelined ones go out in one write; a large one goes out from where it
// lies in the snapshot.
void PublicLoop::say(Connection& connection, std::string_view first, std::string_view rest) {
    out_ += first;
    if (rest.size() > large) {
        flush(connection, rest);
        return;
    }
    out_ += rest;
    if (out_.size() > most_gathered)
        flush(connection, {});
}

// Sends what has gathered, and `rest` of the snapshot behind it. What the socket does not take now
// is kept, and the connection writes until it is gone.
void PublicLoop::flush(Connection& connection, std::string_view rest) {
    const auto sent = send_both(connection.socket.number(), out_, rest);
    if (sent < 0 && !would_block()) {
        out_.clear();
        close(connection);
        return;
    }
    const auto size = sent < 0 ? std::size_t{0} : static_cast<std::size_t>(sent);
    if (size < out_.size() + rest.size()) {
        connection.unsent.assign(out_, std::min(size, out_.size()));
        connection.rest = rest.substr(size > out_.size() ? size - out_.size() : 0);
        if (!rest.empty())
            connection.held = snapshot_;
        connection.state = Connection::State::writing;
        connection.idle = false;
        connection.deadline = now_ + options_->write;
        watch(connection.socket, &connection, EPOLLOUT);
    }
    out_.clear();
}

void PublicLoop::go_on_writing(Connection& connection) {
    const auto sent = send_both(connection.socket.number(), connection.unsent, connection.rest);
    if (sent < 0) {
        if (!would_block())
            close(connection);
        return;
    }
    connection.deadline = now_ + options_->write;
    const auto size = static_cast<std::size_t>(sent);
    const auto of_first = std::min(size, connection.unsent.size());
    connection.unsent.erase(0, of_first);
    connection.rest.remove_prefix(size - of_first);
    if (!connection.unsent.empty() || !connection.rest.empty())
        return;
    connection.unsent = {};
    connection.held.reset();
    connection.state = Connection::State::reading;
    watch(connection.socket, &connection, EPOLLIN);
    // What came meanwhile waits; its time begins now.
    const auto waiting = connection.unread.size();
    std::memcpy(unread_.data(), connection.unread.data(), waiting);
    answer_all(connection, 0, waiting);
}

// Everything that could be answered was.
void PublicLoop::after_answers(Connection& connection) {
    if (connection.state == Connection::State::reading && !out_.empty())
        flush(connection, {});
    if (connection.closed() || connection.state != Connection::State::reading)
        return;
    if (connection.ends)
        part(connection);
    else if (connection.idle)
        connections_.splice(connections_.end(), connections_, connection.place);
}

// Ends a connection so that the last answer arrives: what the client still sends is read and
// forgotten for a moment, for closing with bytes unread would cut the answer off.
void PublicLoop::part(Connection& connection) {
    ::shutdown(connection.socket.number(), SHUT_WR);
    connection.state = Connection::State::parting;
    connection.deadline = now_ + parting;
    connection.idle = true;
    connection.unread = {};
}

void PublicLoop::discard(Connection& connection) {
    const auto count = ::recv(connection.socket.number(), unread_.data(), unread_.size(), 0);
    if (count > 0)
        connection.discarded += static_cast<std::size_t>(count);
    if (count == 0 || (count < 0 && !would_block()) || connection.discarded > most_discarded)
        close(connection);
}

void PublicLoop::close(Connection& connection) {
    connection.socket.close();
    open_->fetch_sub(1);
    if (connection.refused)
        --refusing_;
    closed_.splice(closed_.end(), connections_, connection.place);
}

}  // namespace muster
