#!/bin/sh
# Forecasts next year's flow of the Nile by exponential smoothing with a damped trend, in sh and awk, and says how far
# off it was on average: --level and --trend are how fast the two follow what happens, --damping how fast a trend fades.
set -eu

level=0.5
trend=0.1
damping=1
for argument in "$@"; do
    case $argument in
        --level=*) level=${argument#*=} ;;
        --trend=*) trend=${argument#*=} ;;
        --damping=*) damping=${argument#*=} ;;
        --help)
            echo "usage: forecast.sh [OPTION]..."
            echo "  --level=NUMBER    how fast the level follows, 0 to 1 (default: $level)"
            echo "  --trend=NUMBER    how fast the trend follows, 0 to 1 (default: $trend)"
            echo "  --damping=NUMBER  share of the trend that is left a year later (default: $damping)"
            exit ;;
        *) echo "forecast.sh: unknown argument $argument" >&2; exit 2 ;;
    esac
done

# A program in any language may append JSON lines to this file; outside a sweep they are printed.
metrics=${SWEEPCTL_METRICS_FILE:-/dev/stdout}

awk -v level="$level" -v trend="$trend" -v damping="$damping" '
    NR == 1 { flow = $2; next }
    {
        slope = damping * rise
        error = $2 - (flow + slope)
        total += error < 0 ? -error : error
        flow += slope + level * error
        rise = slope + level * trend * error
        if (NR % 10 == 0) printf "{\"mean_error\": %.4f, \"step\": %d}\n", total / (NR - 1), $1
    }
' "${0%/*}/nile.txt" >> "$metrics"
