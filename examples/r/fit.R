#!/usr/bin/env Rscript
# Predicts how long one waits for Old Faithful from how long it spouted last, by local regression, and judges that by
# ten folds. Flags: --span=0.75 --degree=2 --family=gaussian

settings <- list(span = "0.75", degree = "2", family = "gaussian")
for (argument in commandArgs(trailingOnly = TRUE)) {
  if (argument == "--help") {
    cat("usage: fit.R [OPTION]...\n",
      " --span=NUMBER  share of the eruptions that count at each point, 0.2 to 1.5 (default: 0.75)\n",
      " --degree=N     of the local polynomials, 0 to 2 (default: 2)\n",
      " --family={gaussian,symmetric}  least squares, or robust (default: gaussian)\n"
    )
    quit(status = 0)
  }
  pair <- regmatches(argument, regexec("^--([a-z]+)=(.*)$", argument))[[1]]
  if (length(pair) != 3 || !(pair[2] %in% names(settings))) {
    message("fit.R: unknown argument ", argument)
    quit(status = 2)
  }
  settings[[pair[2]]] <- pair[3]
}

folds <- rep(1:10, length.out = nrow(faithful))
squares <- c()
for (fold in 1:10) {
  fit <- loess(waiting ~ eruptions, faithful[folds != fold, ],
    span = as.numeric(settings$span), degree = as.integer(settings$degree), family = settings$family,
    control = loess.control(surface = "direct")
  )
  held_out <- faithful[folds == fold, ]
  squares <- c(squares, (predict(fit, held_out) - held_out$waiting)^2)
  cat(sprintf("fold %d/10 rmse=%.4f\n", fold, sqrt(mean(squares))))
}
