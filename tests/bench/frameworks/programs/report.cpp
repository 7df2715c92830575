// What C++ programs print: printf, iostream with its default precision, aligned columns, carriage returns.
#include <cmath>
#include <cstdio>
#include <iomanip>
#include <iostream>

int main() {
    for (int epoch = 1; epoch <= 2; ++epoch) {
        std::printf("Epoch %d/%d, train loss: %.4f, val loss: %.4f, val acc: %.2f%%\n", epoch, 2, 1.0 / epoch,
                    1.5 / epoch, 40.0 * epoch);
        std::cout << "epoch " << epoch << " loss " << 1.0 / epoch << std::endl;
        std::cout << "[" << epoch << "/2] Loss = " << std::scientific << 1e-5 / epoch << std::defaultfloat << "\n";
    }
    std::printf("%6s %12s %12s\n", "iter", "objective", "grad norm");
    for (int i = 0; i < 3; ++i) std::printf("%6d %12.5e %12.5e\n", i, std::exp(-i), std::exp(-2.0 * i));
    std::cout << std::setw(10) << "step" << std::setw(12) << "energy" << std::setw(12) << "rms" << "\n";
    for (int i = 0; i < 3; ++i)
        std::cout << std::setw(10) << 100 * i << std::setw(12) << -1.5 * i << std::setw(12) << 1.0 / (i + 1) << "\n";
    for (int i = 1; i <= 3; ++i) std::printf("\rTrain Epoch: 1 [%5d/60000] Loss: %.4f", i * 640, 2.3 / i), std::fflush(stdout);
    std::printf("\nTest set: Average loss: %.4f | Accuracy: %.3f\n", 0.2135, 0.935);
    std::cerr << "MSE: " << 0.25 << " after " << 372 << " batches\n";
    std::cout << "Elapsed: 1.23 s, throughput: 5.1e3 samples/s\nDone in 0:00:01\nfinal score " << 0.75 << std::endl;
}
