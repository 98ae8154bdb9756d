#include "domain/capture.hpp"

#include <algorithm>

namespace muster {

bool Capture::is_marked() const {
    return std::ranges::any_of(marks, &Mark::present);
}

bool Capture::was_added_by(const UserId& person) const {
    return std::ranges::any_of(marks, [&](const Mark& mark) {
        return mark.kind == Mark::Kind::added && mark.present && mark.person == person;
    });
}

// "1767225600.000100": of equal length, the later one compares greater.
bool is_later(const MessageTs& a, const MessageTs& b) {
    const auto& one = a.str();
    const auto& other = b.str();
    return one.size() == other.size() ? one > other : one.size() > other.size();
}

bool note(Capture& capture, const Mark& mark) {
    const auto known = std::ranges::find_if(capture.marks, [&](const Mark& other) {
        return other.kind == mark.kind && other.person == mark.person;
    });
    if (known == capture.marks.end()) {
        capture.marks.push_back(mark);
        return true;
    }
    const bool same_moment = mark.at == known->at;
    const bool told_in_order = mark.kind == Mark::Kind::added;
    if (*known == mark ||
        (!told_in_order && !is_later(mark.at, known->at) && (!same_moment || mark.present)))
        return false;
    *known = mark;
    return true;
}

}  // namespace muster
