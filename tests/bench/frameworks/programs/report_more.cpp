// More of C++: loggers with brackets, JSON, CSV, key=value, solver tables, spdlog-like stamps.
#include <cstdio>
#include <iostream>

int main() {
    std::puts("epoch,train_loss,val_loss");
    for (int i = 1; i <= 2; ++i) std::printf("%d,%.4f,%.4f\n", i, 1.0 / i, 1.2 / i);
    for (int i = 1; i <= 2; ++i)
        std::printf("[2024-01-01 12:00:0%d.123] [trainer] [info] epoch=%d loss=%.5f val_loss=%.5f\n", i, i, 1.0 / i, 1.2 / i);
    std::printf("{\"epoch\": 2, \"metrics\": {\"loss\": 0.5, \"acc\": 0.9}}\n");
    for (int i = 0; i < 2; ++i) std::printf("Iter %4d  f = %12.6e  |g| = %9.3e  step = %5.2f\n", i, 1.0 / (i + 1), 0.5, 1.0);
    std::puts(" iter |   f(x)   | ||grad|| | time");
    for (int i = 0; i < 2; ++i) std::printf(" %4d | %8.5f | %8.5f | %4.2f\n", i, 2.0 / (i + 1), 0.25, 0.1);
    std::puts("words/sec/thread:   12345  lr:  0.049999  avg.loss:  2.123456  ETA:   0h 0m 1s");
    std::puts("Progress: 100.0% words/sec/thread:   12345 lr:  0.000000 avg.loss:  1.987654 ETA:   0h 0m 0s");
    std::puts("Cross Validation Mean squared error = 0.0123");
    std::puts("Accuracy = 95.5% (191/200) (classification)");
    std::puts("nu = 0.5, obj = -10.5, rho = 0.1");
    std::puts("train: accuracy 0.9123 loss 0.3010; valid: accuracy 0.8500 loss 0.4100");
    std::cout << "RMSE on test set: " << 0.123 << "\nBest RMSE: " << 0.11 << " at iteration " << 40 << std::endl;
    std::printf("Took 12.5 ms for 1000 samples (80000 samples/s)\n");
}
