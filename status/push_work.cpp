#include "status/push_work.hpp"

#include "domain/text.hpp"
#include "status/dates.hpp"
#include "status/encode.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <utility>

namespace muster::status {
namespace {

using std::chrono::seconds;

constexpr seconds before_a_look{2};        // what was cut off may still arrive
constexpr seconds longest_on_its_way{35};  // a call's time-out, and some
constexpr seconds between_looks{10};       // while it may be on its way
constexpr seconds first_pause{2};
constexpr seconds longest_pause{300};
constexpr seconds longest_obeyed = std::chrono::hours(1);  // whatever Retry-After says
constexpr int looks = 2;
constexpr std::size_t most_said = 300;  // characters of what a target answered

// "120", or an HTTP date.
std::optional<seconds> read_retry_after(const std::string& field, Instant now) {
    const auto text = trimmed(field);
    long long number = 0;
    const auto* const begin = text.begin();
    const auto* const end = text.end();
    if (const auto read = std::from_chars(begin, end, number);
        !text.empty() && read.ptr == end && read.ec == std::errc{} && number >= 0)
        return std::min(seconds(number), longest_obeyed);
    if (const auto at = read_http_date(text))
        return std::clamp(seconds(*at - now), seconds(0), longest_obeyed);
    return std::nullopt;
}

// What people are told of an answer that ends it.
std::string words_of(const PushAnswer& answer) {
    std::string words = "it answers " + std::to_string(answer.status);
    if (answer.status >= 300 && answer.status < 400)
        return words +
               (answer.location.empty()
                    ? ", a redirect"
                    : ", a redirect to " + shortened(on_one_line(answer.location), most_said)) +
               "; put the address it leads to into url";
    const auto said = on_one_line(trimmed(answer.body));
    return said.empty() ? words : words + ": " + shortened(said, most_said);
}

void replace_all(std::string& text, std::string_view what, std::string_view by) {
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + by.size()))
        text.replace(at, what.size(), by);
}

// Without mark-up that targets are known to put in the place of plain characters.
std::string plain(std::string_view text) {
    std::string words(text);
    for (const auto* mark : {"<br />", "<br/>", "<br>", "<p>", "</p>"})
        replace_all(words, mark, " ");
    for (const auto& [mark, character] :
         {std::pair("&lt;", "<"), std::pair("&gt;", ">"), std::pair("&quot;", "\""),
          std::pair("&#39;", "'"), std::pair("&amp;", "&")})
        replace_all(words, mark, character);
    return on_one_line(trimmed(on_one_line(words)));
}

}  // namespace

std::string PushProgress::text() const {
    nlohmann::json json = nlohmann::json::object();
    if (looked > 0)
        json["looked"] = looked;
    if (absent)
        json["absent"] = true;
    if (sent != 0)
        json["sent"] = sent;
    return json.empty() ? "" : json.dump();
}

PushProgress PushProgress::read(std::string_view text) {
    const auto json = nlohmann::json::parse(text, nullptr, false);
    PushProgress progress;
    if (!json.is_object())
        return progress;
    try {
        progress.looked = json.value("looked", 0);
        progress.absent = json.value("absent", false);
        progress.sent = json.value("sent", 0LL);
    } catch (const nlohmann::json::exception&) {
        return {};
    }
    return progress;
}

PushWork::PushWork(PushParcel parcel)
    : parcel_(std::move(parcel)), progress_(PushProgress::read(parcel_.progress)) {}

PushStep PushWork::start(Instant now) {
    now_ = now;
    script_.emplace(run());
    script_->begin();
    return step();
}

PushStep PushWork::next(PushAnswer answer, Instant now) {
    now_ = now;
    port_.answer = std::move(answer);
    port_.waiting.resume();
    return step();
}

PushStep PushWork::step() {
    if (!script_->ended())
        return std::move(port_.wanted);
    PushStep done;
    done.done = true;
    done.ending = script_->result();
    return done;
}

Script<PushEnding> PushWork::run() {
    PushEnding ending;
    try {
        // Of what has only an id that nobody outside may know, nothing is told.
        const bool nameless = news().id.number == 0 && effect().incident.number != 0;
        if (!nameless)
            co_await make();
        progress_ = {};
    } catch (const PushEnding& early) {
        ending = early;
    }
    ending.progress = progress_.text();
    ending.made = made_;
    co_return ending;
}

PushStep PushWork::call(std::string method, std::string path, const Written& body) const {
    PushStep step;
    step.request.method = std::move(method);
    step.request.url = parcel_.target.url + path;
    step.request.within = within_;
    if (!body.is_null())
        step.request.body = body.dump(-1, ' ', false, Written::error_handler_t::replace);
    return step;
}

Script<PushWork::Json> PushWork::ask(std::string method, std::string path, Written body) {
    told_ = false;
    auto step = call(std::move(method), std::move(path), body);
    const auto answer = co_await port_.ask(std::move(step));
    auto json = done(answer);
    if (is_api() && json.is_discarded() && !answer.body.empty())
        answered_by_another();
    co_return json;
}

Script<PushWork::Json> PushWork::read(std::string path) {
    auto answer = co_await ask("GET", std::move(path));
    if (answer.is_discarded())
        answered_by_another();
    co_return answer;
}

void PushWork::answered_by_another() {
    again(std::max(backoff(), before_a_look), in_doubt() || sent_,
          "what it answers is no JSON; see that url is its API");
}

Script<PushWork::Json> PushWork::tell(std::string method, std::string path, Written body) {
    told_ = true;
    auto step = call(std::move(method), std::move(path), body);
    progress_ = {};
    progress_.sent = now_.time_since_epoch().count();
    step.note = progress_.text();
    const auto answer = co_await port_.ask(std::move(step));
    progress_.sent = 0;
    auto taken = done(answer);
    sent_ = true;
    co_return taken;
}

// Returns for what went well.
PushWork::Json PushWork::done(const PushAnswer& answer) {
    const int status = answer.kind == PushAnswer::Kind::answered ? answer.status : 0;
    if (status >= 200 && status < 300)
        return Json::parse(answer.body, nullptr, false);
    // What was only looked for is as much in doubt as before.
    const bool doubt = !told_ && (in_doubt() || sent_);
    if (answer.kind == PushAnswer::Kind::not_sent)
        again(backoff(), doubt, "it cannot be reached: " + answer.problem);
    if (answer.kind == PushAnswer::Kind::lost)
        again(told_ ? before_a_look : backoff(), told_ || doubt,
              "its answer did not come: " + answer.problem);
    const auto asked_for = read_retry_after(answer.retry_after, now_);
    if (status == 420 || status == 429)
        again(std::max(asked_for.value_or(backoff()), seconds(1)), doubt, words_of(answer));
    if (status == 408 || status >= 500)
        again(asked_for ? std::max(*asked_for, before_a_look)
              : told_   ? before_a_look
                        : backoff(),
              told_ || doubt, words_of(answer));
    PushEnding ending;
    ending.end = PushEnding::End::refused;
    ending.problem = words_of(answer);
    ending.in_doubt = doubt;
    ending.gone = status == 410 && !is_api();
    throw ending;
}

void PushWork::again(seconds wait, bool unknown, std::string problem) {
    PushEnding ending;
    ending.end = unknown ? PushEnding::End::unknown : PushEnding::End::later;
    ending.next_try = now_ + wait;
    ending.problem = std::move(problem);
    throw ending;
}

// Doubling, with a part that differs from effect to effect, so that they do not come in step.
seconds PushWork::backoff() const {
    const auto pause =
        std::min(first_pause * (1 << std::clamp(parcel_.tries, 0, 10)), longest_pause);
    const auto hash = sha256_hex(parcel_.mark.str() + std::to_string(parcel_.tries));
    std::uint32_t dice = 0;
    std::from_chars(hash.data(), hash.data() + 4, dice, 16);
    constexpr int least_percent = 75;
    constexpr int spread_percent = 50;
    const auto percent = least_percent + static_cast<int>(dice % (spread_percent + 1));
    return std::max(seconds(pause.count() * percent / 100), seconds(1));
}

bool PushWork::in_doubt() const {
    return parcel_.outcome_unknown && !progress_.absent;
}

void PushWork::not_found() {
    ++progress_.looked;
    // Muster died before it knew: the target may take as long over the call as a living one waits.
    if (progress_.sent != 0) {
        const auto on_its_way = Instant(seconds(progress_.sent)) + longest_on_its_way - now_;
        if (on_its_way > seconds(0))
            again(std::clamp(on_its_way, before_a_look, between_looks), true, {});
    }
    if (progress_.looked < looks)
        again(before_a_look, true, {});
    progress_ = {};
    progress_.absent = true;
}

void PushWork::taken_as_what() {
    again(std::max(backoff(), before_a_look), true,
          "it took what was sent, but its answer does not say as what; see that url is its API");
}

const PublicUpdate* PushWork::update(int number) const {
    if (!news().incident)
        return nullptr;
    const auto& updates = news().incident->updates;
    const auto found = std::ranges::find(updates, number, &PublicUpdate::number);
    return found == updates.end() || number == 0 ? nullptr : &*found;
}

std::string PushWork::remote_update(int number) const {
    if (const auto made = made_.updates.find(number); made != made_.updates.end())
        return made->second;
    const auto known = parcel_.known.updates.find(number);
    return known == parcel_.known.updates.end() ? std::string() : known->second;
}

bool PushWork::is_remote_update(const std::string& id) const {
    return std::ranges::any_of(parcel_.known.updates,
                               [&](const auto& known) { return known.second == id; });
}

// What was pushed late, all of it at once, is news only as a whole.
bool PushWork::notifies() const {
    return target().notify && !effect().details.contains("quiet");
}

std::string pushed_text(const PublicUpdate& update, const PushNews& news, std::size_t most) {
    if (length(update.text) <= most || !news.incident)
        return update.text;
    const auto more = "\n\nThe whole text: " + address(news.record.page, *news.incident);
    return shortened(update.text, most - length(more)) + more;
}

bool says_the_same(std::string_view ours, std::string_view theirs) {
    return plain(ours) == plain(theirs);
}

std::string id_at(const nlohmann::json& object, std::string_view key) {
    if (!object.is_object())
        return {};
    const auto found = object.find(key);
    if (found == object.end())
        return {};
    if (found->is_number_integer())
        return std::to_string(found->get<long long>());
    return found->is_string() ? found->get<std::string>() : std::string();
}

std::string text_in(const nlohmann::json& object, std::string_view key) {
    if (!object.is_object())
        return {};
    const auto found = object.find(key);
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string percent_coded(std::string_view text) {
    constexpr std::string_view digits = "0123456789ABCDEF";
    constexpr std::string_view safe = "-._~";
    std::string coded;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool plain_letter = (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') ||
                                  (byte >= 'A' && byte <= 'Z');
        if (plain_letter || safe.find(c) != std::string_view::npos) {
            coded += c;
        } else {
            coded += '%';
            coded += digits[byte >> 4U];
            coded += digits[byte & 0xFU];
        }
    }
    return coded;
}

namespace {

std::unique_ptr<PushWork> work_for(PushParcel parcel) {
    switch (parcel.target.kind) {
        case PushTarget::Kind::statuspage:
            return statuspage_work(std::move(parcel));
        case PushTarget::Kind::cachet2:
        case PushTarget::Kind::cachet3:
            return cachet_work(std::move(parcel));
        case PushTarget::Kind::webhook:
            break;
    }
    return webhook_work(std::move(parcel));
}

}  // namespace

Push::Push(PushParcel parcel) : work_(work_for(std::move(parcel))) {}
Push::~Push() = default;

PushStep Push::start(Instant now) {
    return work_->start(now);
}

PushStep Push::next(PushAnswer answer, Instant now) {
    return work_->next(std::move(answer), now);
}

}  // namespace muster::status
