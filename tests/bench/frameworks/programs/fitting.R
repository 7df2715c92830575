# R packages for fitting, those that are here: gbm, caret, glmnet, mclust, ranger.
set.seed(3)
d <- data.frame(x = rnorm(120), z = rnorm(120))
d$y <- 2 * d$x + rnorm(120)
if (requireNamespace("gbm", quietly = TRUE))
  invisible(gbm::gbm(y ~ x + z, "gaussian", d, n.trees = 12, train.fraction = 0.7, verbose = TRUE))
if (requireNamespace("caret", quietly = TRUE)) {
  control <- caret::trainControl(method = "cv", number = 3, verboseIter = TRUE)
  fit <- caret::train(y ~ ., d, method = "lm", trControl = control)
  print(fit)
  print(fit$results)
  print(caret::postResample(predict(fit, d), d$y))
}
if (requireNamespace("glmnet", quietly = TRUE)) print(glmnet::glmnet(as.matrix(d[1:2]), d$y, nlambda = 5))
if (requireNamespace("ranger", quietly = TRUE)) print(ranger::ranger(y ~ ., d, num.trees = 10, verbose = TRUE))
if (requireNamespace("mclust", quietly = TRUE)) { library(mclust); print(summary(Mclust(d$x, G = 2, verbose = FALSE))) }
cat("iteration:", 5, "\tlogLik:", -12.5, "\n")
cat("Final RMSE:", 0.25, "\n")
