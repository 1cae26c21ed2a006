# Reads every sample of the folder given and answers what R's survey says of it; called by test_agreement.py.
suppressMessages(library(survey))
folder <- commandArgs(trailingOnly = TRUE)[1]
cases <- read.csv(file.path(folder, "cases.csv"), stringsAsFactors = FALSE)
out <- list()
put <- function(case, what, domain, estimate, se, deff, df)
  out[[length(out) + 1]] <<- data.frame(case, what, domain, estimate = as.vector(estimate), se = as.vector(se), deff = as.vector(deff), df)
for (i in seq_len(nrow(cases))) {
  case <- cases[i, ]
  people <- read.csv(file.path(folder, paste0(case$case, ".csv")), stringsAsFactors = FALSE)
  options(survey.lonely.psu = case$lonely)
  fpc <- if (case$fpc == "") NULL else as.formula(case$fpc)
  made <- svydesign(ids = as.formula(case$ids), strata = ~h, weights = ~w, fpc = fpc, data = people, nest = TRUE)
  for (domain in c("", sort(unique(people$d)))) {
    part <- if (domain == "") made else subset(made, d == domain)
    y <- svymean(~y, part, na.rm = TRUE, deff = TRUE)
    put(case$case, "y", domain, coef(y), SE(y), deff(y), degf(part))
    q <- svymean(~I(q >= 4), part, na.rm = TRUE, deff = TRUE)
    put(case$case, "q=4,5", domain, coef(q)[2], SE(q)[2], deff(q)[2], degf(part))
    r <- svyratio(~y, ~x, part, na.rm = TRUE, deff = TRUE)
    put(case$case, "y/x", domain, coef(r), SE(r), deff(r), degf(part))
    index <- svycontrast(svymean(~a + b, part), c(a = 0.3, b = 0.7))
    put(case$case, "index", domain, coef(index), SE(index), NA, degf(part))
  }
  if (case$calibrate) {
    totals <- read.csv(file.path(folder, paste0(case$case, "-totals.csv")), stringsAsFactors = FALSE)
    s <- subset(totals, by == "s"); g <- subset(totals, by == "g")
    population.s <- data.frame(s = s$label, Freq = s$total); population.g <- data.frame(g = g$label, Freq = g$total)
    for (kind in c("post", "rake")) {
      met <- if (kind == "post") postStratify(made, ~s, population.s)
             else rake(made, list(~s, ~g), list(population.s, population.g), control = list(maxit = 2000, epsilon = 1e-11))
      for (domain in c("", sort(unique(people$d)))) {
        part <- if (domain == "") met else subset(met, d == domain)
        a <- svymean(~a, part)
        put(case$case, kind, domain, coef(a), SE(a), NA, degf(part))
      }
    }
  }
}
write.csv(format(do.call(rbind, out), digits = 17), file.path(folder, "answers.csv"), row.names = FALSE)
write.csv(data.frame(df = c(1:30, 100, 1999, 2001, 1e6), t = format(qt(0.975, c(1:30, 100, 1999, 2001, 1e6)), digits = 17)),
          file.path(folder, "t.csv"), row.names = FALSE, quote = FALSE)
