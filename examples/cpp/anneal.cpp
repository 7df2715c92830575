// A round trip through 80 towns, made shorter by simulated annealing: stretches of it are turned round, and some that
// make it longer are accepted too, the fewer the cooler it is. Flags: --heat=0.1 --cooling=0.95 --reach=20 --seed=1.
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <vector>

namespace {

constexpr int kTowns = 80;
constexpr int kRounds = 60;
constexpr int kMoves = 4000;

// The same numbers everywhere, which the distributions of <random> do not promise.
struct Random {
    std::uint64_t state;
    double next() {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<double>(state >> 11) / 9007199254740992.0;
    }
    int below(int bound) { return static_cast<int>(next() * bound); }
};

struct Town {
    double x, y;
};

double distance(const Town &a, const Town &b) { return std::hypot(a.x - b.x, a.y - b.y); }

double length(const std::vector<Town> &tour) {
    double total = 0;
    for (int i = 0; i < kTowns; ++i) total += distance(tour[i], tour[(i + 1) % kTowns]);
    return total;
}

double flag(int argc, char **argv, const char *name, double otherwise) {
    const std::size_t size = std::strlen(name);
    for (int i = 1; i < argc; ++i) {
        if (std::strncmp(argv[i], "--", 2) == 0 && std::strncmp(argv[i] + 2, name, size) == 0 && argv[i][size + 2] == '=')
            return std::atof(argv[i] + size + 3);
    }
    return otherwise;
}

}  // namespace

int main(int argc, char **argv) {
    if (argc > 1 && std::strcmp(argv[1], "--help") == 0) {
        std::puts("usage: anneal [OPTION]...\n"
                  "  --heat=NUMBER     how much worse a move may be at first (default: 0.1)\n"
                  "  --cooling=NUMBER  share of the heat that is left a round later (default: 0.95)\n"
                  "  --reach=N         how many towns a move turns around at most (default: 20)\n"
                  "  --seed=N          for the moves (default: 1)");
        return 0;
    }
    double heat = flag(argc, argv, "heat", 0.1);
    const double cooling = flag(argc, argv, "cooling", 0.95);
    const int reach = std::clamp(static_cast<int>(flag(argc, argv, "reach", 20)), 1, kTowns - 2);
    Random map{2024}, luck{static_cast<std::uint64_t>(flag(argc, argv, "seed", 1)) * 7919 + 1};

    std::vector<Town> tour(kTowns);
    for (Town &town : tour) town = {map.next(), map.next()};
    for (int round = 1; round <= kRounds; ++round) {
        for (int move = 0; move < kMoves; ++move) {
            const int first = luck.below(kTowns - 1), last = std::min(kTowns - 1, first + 1 + luck.below(reach));
            const Town &before = tour[(first + kTowns - 1) % kTowns], &after = tour[(last + 1) % kTowns];
            const double change = distance(before, tour[last]) + distance(tour[first], after) -
                                  distance(before, tour[first]) - distance(tour[last], after);
            if (change < 0 || luck.next() < std::exp(-change / heat))
                std::reverse(tour.begin() + first, tour.begin() + last + 1);
        }
        heat = std::max(heat * cooling, 1e-9);
        std::printf("round %d/%d: length=%.4f\n", round, kRounds, length(tour));
    }
}
