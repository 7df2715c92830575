# bash completion for sweepctl; made by `sweepctl completion bash`

_sweepctl_words() {
    local one
    for one in "$@"; do
        [[ $one == "$word"* ]] && COMPREPLY+=("$one")
    done
}

# With what a store has; where several are listed, each with its explanation.
_sweepctl_ask() {
    local value told found=() explained=()
    while IFS=$'\t' read -r value told; do
        [[ $value == "$word"* ]] || continue
        found+=("$value")
        explained+=("$value  ($told)")
    done < <("${COMP_WORDS[0]}" __complete "$1" "$word" "$sweep" 2>/dev/null)
    [[ $1 == assignments ]] && compopt -o nospace
    if [[ ${#found[@]} -gt 1 && ${COMP_TYPE:-9} -eq 63 ]]; then
        COMPREPLY=("${explained[@]}")
    else
        COMPREPLY=("${found[@]}")
    fi
}

_sweepctl_files() {
    compopt -o filenames
    mapfile -t COMPREPLY < <(compgen "$1" -- "$word")
}

_sweepctl() {
    local word=${COMP_WORDS[COMP_CWORD]} before=${COMP_WORDS[COMP_CWORD - 1]} verb='' sweep='' place=0 i
    COMPREPLY=()
    if [[ $word == '=' || $before == '=' ]]; then
        if [[ $word == '=' ]]; then
            word=''
        else
            before=${COMP_WORDS[COMP_CWORD - 2]}
        fi
        # The value of a parameter is the user's to say.
        [[ $before == -* ]] || return
    fi
    for ((i = 1; i < COMP_CWORD; i++)); do
        case ${COMP_WORDS[i]} in
            --sweep)
                sweep=${COMP_WORDS[i + 1]}
                [[ $sweep == '=' ]] && sweep=${COMP_WORDS[i + 2]}
                ;;
            --) return ;;
            -* | =) ;;
            *)
                if [[ -z $verb ]]; then
                    verb=${COMP_WORDS[i]}
                elif [[ ${COMP_WORDS[i - 1]} != '=' ]] && ! _sweepctl_takes "$verb ${COMP_WORDS[i - 1]}"; then
                    ((++place))
                fi
                ;;
        esac
    done

    if [[ -z $verb ]]; then
        _sweepctl_words init check create run agent ls status show logs why best plot diff export import pause resume stop cancel retry edit enqueue delete metrics schema completion doctor --help --version
        return
    fi
    case "$verb $before" in
        "init -o" | "init --output") _sweepctl_files -f; return ;;
        "init --metric") _sweepctl_ask metrics; return ;;
        "init --goal") _sweepctl_words minimize maximize; return ;;
        "init --from") _sweepctl_files -f; return ;;
        "init --interpreter") _sweepctl_files -f; return ;;
        "check --program") _sweepctl_files -f; return ;;
        "check --name") :; return ;;
        "check --interpreter") _sweepctl_files -f; return ;;
        "check --cwd") _sweepctl_files -d; return ;;
        "check --set") _sweepctl_ask assignments; return ;;
        "create --program") _sweepctl_files -f; return ;;
        "create --name") :; return ;;
        "create --interpreter") _sweepctl_files -f; return ;;
        "create --cwd") _sweepctl_files -d; return ;;
        "create --prior") _sweepctl_ask sweeps; return ;;
        "create --set") _sweepctl_ask assignments; return ;;
        "create --metric") _sweepctl_ask metrics; return ;;
        "create --method") _sweepctl_words grid random bayes; return ;;
        "create --early-stop") :; return ;;
        "run -n" | "run --count") :; return ;;
        "run -j" | "run --jobs") :; return ;;
        "run --gpus") :; return ;;
        "run --gpus-per-trial") :; return ;;
        "run --program") _sweepctl_files -f; return ;;
        "run --name") :; return ;;
        "run --interpreter") _sweepctl_files -f; return ;;
        "run --cwd") _sweepctl_files -d; return ;;
        "run --prior") _sweepctl_ask sweeps; return ;;
        "run --set") _sweepctl_ask assignments; return ;;
        "run --metric") _sweepctl_ask metrics; return ;;
        "run --method") _sweepctl_words grid random bayes; return ;;
        "run --early-stop") :; return ;;
        "run --grace") :; return ;;
        "run --max-time") :; return ;;
        "run --breaker") :; return ;;
        "run --on-event") :; return ;;
        "run --wandb") _sweepctl_words auto real standin off; return ;;
        "agent -n" | "agent --count") :; return ;;
        "agent -j" | "agent --jobs") :; return ;;
        "agent --gpus") :; return ;;
        "agent --gpus-per-trial") :; return ;;
        "agent --interpreter") _sweepctl_files -f; return ;;
        "agent --grace") :; return ;;
        "agent --max-time") :; return ;;
        "agent --breaker") :; return ;;
        "agent --on-event") :; return ;;
        "agent --wandb") _sweepctl_words auto real standin off; return ;;
        "status --state") _sweepctl_ask states; return ;;
        "status --sort") _sweepctl_ask columns; return ;;
        "status --columns") _sweepctl_ask columns; return ;;
        "status --limit") :; return ;;
        "show --format") _sweepctl_words command yaml json args path; return ;;
        "best --format") _sweepctl_words command yaml json args path; return ;;
        "plot --sweep") _sweepctl_ask sweeps; return ;;
        "plot --metric") _sweepctl_ask metrics; return ;;
        "plot --trials") _sweepctl_ask trials; return ;;
        "plot --method") _sweepctl_words auto forest gp ped-anova; return ;;
        "export --format") _sweepctl_words csv json jsonl; return ;;
        "export -o" | "export --output") _sweepctl_files -f; return ;;
        "export --optuna") :; return ;;
        "import --into") _sweepctl_ask sweeps; return ;;
        "import --from") _sweepctl_files -f; return ;;
        "import --study") :; return ;;
        "import --program") _sweepctl_files -f; return ;;
        "import --name") :; return ;;
        "retry --sweep") _sweepctl_ask sweeps; return ;;
        "edit --metric") _sweepctl_ask metrics; return ;;
        "edit --goal") _sweepctl_words minimize maximize; return ;;
        "edit --file") _sweepctl_files -f; return ;;
        "edit --set") _sweepctl_ask assignments; return ;;
        "edit --name") :; return ;;
        "enqueue --from") :; return ;;
        "enqueue --sweep") _sweepctl_ask sweeps; return ;;
        "metrics --metric") _sweepctl_ask metrics; return ;;
    esac
    if [[ $word == -* ]]; then
        case $verb in
            init) _sweepctl_words --output --force --metric --goal --from --run-help --interpreter --interactive --json --help ;;
            check) _sweepctl_words --program --name --interpreter --cwd --set --explain --json --help ;;
            create) _sweepctl_words --program --name --interpreter --cwd --prior --set --metric --minimize --maximize --method --early-stop --dry-run --quiet --json --help ;;
            run) _sweepctl_words --count --jobs --gpus --gpus-per-trial --program --name --interpreter --cwd --prior --set --metric --minimize --maximize --method --early-stop --dry-run --resume --grace --max-time --breaker --on-event --wandb --quiet --json --help ;;
            agent) _sweepctl_words --count --jobs --gpus --gpus-per-trial --interpreter --grace --max-time --breaker --on-event --wandb --quiet --json --help ;;
            ls) _sweepctl_words --json --help ;;
            status) _sweepctl_words --trials --state --sort --reverse --columns --limit --watch --json --help ;;
            show) _sweepctl_words --format --spec --json --help ;;
            logs) _sweepctl_words --follow --failed --json --help ;;
            why) _sweepctl_words --json --help ;;
            best) _sweepctl_words --format --json --help ;;
            plot) _sweepctl_words --sweep --metric --trials --method --ascii --json --help ;;
            diff) _sweepctl_words --all --ascii --json --help ;;
            export) _sweepctl_words --format --output --curves --optuna --force --json --help ;;
            import) _sweepctl_words --into --from --study --program --name --json --help ;;
            pause) _sweepctl_words --json --help ;;
            resume) _sweepctl_words --json --help ;;
            stop) _sweepctl_words --json --help ;;
            cancel) _sweepctl_words --json --help ;;
            retry) _sweepctl_words --failed --sweep --json --help ;;
            edit) _sweepctl_words --metric --goal --file --set --name --json --help ;;
            enqueue) _sweepctl_words --from --sweep --json --help ;;
            delete) _sweepctl_words --yes --json --help ;;
            metrics) _sweepctl_words --metric --json --help ;;
            schema) _sweepctl_words --path --json --help ;;
            completion) _sweepctl_words --install --json --help ;;
            doctor) _sweepctl_words --dry-run --yes --salvage --json --help ;;
        esac
        return
    fi
    case "$verb $place" in
        "init 0") _sweepctl_files -f ;;
        "check 0") _sweepctl_files -f ;;
        "create 0") _sweepctl_files -f ;;
        "create "*) : ;;
        "run 0") _sweepctl_files -f ;;
        "run "*) : ;;
        "agent 0") _sweepctl_ask sweeps ;;
        "status 0") _sweepctl_ask sweeps ;;
        "show 0") _sweepctl_ask trials ;;
        "logs 0") _sweepctl_ask trials ;;
        "why 0") _sweepctl_ask targets ;;
        "why 1") _sweepctl_ask metrics ;;
        "best 0") _sweepctl_ask sweeps ;;
        "plot "*) _sweepctl_ask plots ;;
        "diff "*) _sweepctl_ask trials ;;
        "export 0") _sweepctl_ask sweeps ;;
        "import 0") _sweepctl_files -f ;;
        "pause 0") _sweepctl_ask sweeps ;;
        "resume 0") _sweepctl_ask sweeps ;;
        "stop 0") _sweepctl_ask sweeps ;;
        "cancel 0") _sweepctl_ask targets ;;
        "retry "*) _sweepctl_ask trials ;;
        "edit 0") _sweepctl_ask sweeps ;;
        "enqueue "*) _sweepctl_ask assignments ;;
        "delete 0") _sweepctl_ask sweeps ;;
        "metrics 0") _sweepctl_files -f ;;
        "completion 0") _sweepctl_words bash zsh fish ;;
    esac
}

# Whether a value follows an option of a verb.
_sweepctl_takes() {
    case $1 in
        "init -o" | "init --output" | "init --metric" | "init --goal" | "init --from" | "init --interpreter" | "check --program" | "check --name" | "check --interpreter" | "check --cwd" | "check --set" | "create --program" | "create --name" | "create --interpreter" | "create --cwd" | "create --prior" | "create --set" | "create --metric" | "create --method" | "create --early-stop" | "run -n" | "run --count" | "run -j" | "run --jobs" | "run --gpus" | "run --gpus-per-trial" | "run --program" | "run --name" | "run --interpreter" | "run --cwd" | "run --prior" | "run --set" | "run --metric" | "run --method" | "run --early-stop" | "run --grace" | "run --max-time" | "run --breaker" | "run --on-event" | "run --wandb" | "agent -n" | "agent --count" | "agent -j" | "agent --jobs" | "agent --gpus" | "agent --gpus-per-trial" | "agent --interpreter" | "agent --grace" | "agent --max-time" | "agent --breaker" | "agent --on-event" | "agent --wandb" | "status --state" | "status --sort" | "status --columns" | "status --limit" | "show --format" | "best --format" | "plot --sweep" | "plot --metric" | "plot --trials" | "plot --method" | "export --format" | "export -o" | "export --output" | "export --optuna" | "import --into" | "import --from" | "import --study" | "import --program" | "import --name" | "retry --sweep" | "edit --metric" | "edit --goal" | "edit --file" | "edit --set" | "edit --name" | "enqueue --from" | "enqueue --sweep" | "metrics --metric") return 0 ;;
    esac
    return 1
}

complete -F _sweepctl sweepctl
