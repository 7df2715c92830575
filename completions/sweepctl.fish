# fish completion for sweepctl; made by `sweepctl completion fish`

# With what a store has, each with its explanation.
function __sweepctl_ask
    set -l words (commandline -opc)
    set -l sweep ''
    set -l at (contains -i -- --sweep $words)
    and test $at -lt (count $words)
    and set sweep $words[(math $at + 1)]
    $words[1] __complete $argv[1] (commandline -ct) $sweep 2>/dev/null
end

# Whether the verb is the one that is named, and so many arguments of it are there; at least so many after a `+`.
function __sweepctl_at
    set -l words (commandline -opc)
    test (count $words) -gt 1; and test $words[2] = $argv[1]; or return 1
    set -q argv[2]; or return 0
    set -l many 0
    for i in (seq 3 (count $words))
        string match -q -- '-*' $words[$i]; and continue
        set -l before (math $i - 1)
        contains -- "$argv[1] $words[$before]" $__sweepctl_takes; and continue
        set many (math $many + 1)
    end
    string match -q -- '+*' $argv[2]; and test $many -ge (string sub -s 2 -- $argv[2]); and return 0
    test $many = $argv[2]
end

complete -c sweepctl -f
complete -c sweepctl -n __fish_use_subcommand -s h -l help -d 'Show the help.'
complete -c sweepctl -n __fish_use_subcommand -l version -d 'Print the version.'

set -g __sweepctl_takes 'init -o' 'init --output' 'init --metric' 'init --goal' 'init --from' 'init --interpreter' 'check --program' 'check --name' 'check --interpreter' 'check --cwd' 'check --set' 'create --program' 'create --name' 'create --interpreter' 'create --cwd' 'create --prior' 'create --set' 'create --metric' 'create --method' 'create --early-stop' 'run -n' 'run --count' 'run -j' 'run --jobs' 'run --gpus' 'run --gpus-per-trial' 'run --program' 'run --name' 'run --interpreter' 'run --cwd' 'run --prior' 'run --set' 'run --metric' 'run --method' 'run --early-stop' 'run --grace' 'run --max-time' 'run --breaker' 'run --on-event' 'run --wandb' 'agent -n' 'agent --count' 'agent -j' 'agent --jobs' 'agent --gpus' 'agent --gpus-per-trial' 'agent --interpreter' 'agent --grace' 'agent --max-time' 'agent --breaker' 'agent --on-event' 'agent --wandb' 'status --state' 'status --sort' 'status --columns' 'status --limit' 'show --format' 'best --format' 'plot --sweep' 'plot --metric' 'plot --trials' 'plot --method' 'export --format' 'export -o' 'export --output' 'export --optuna' 'import --into' 'import --from' 'import --study' 'import --program' 'import --name' 'retry --sweep' 'edit --metric' 'edit --goal' 'edit --file' 'edit --set' 'edit --name' 'enqueue --from' 'enqueue --sweep' 'metrics --metric'

complete -c sweepctl -n __fish_use_subcommand -a init -d 'Write a sweep file for a program: its flags with sensible ranges, and the metric that it prints.'
complete -c sweepctl -n '__sweepctl_at init' -s o -l output -d 'Where to; - is stdout.' -r -F
complete -c sweepctl -n '__sweepctl_at init' -l force -d 'Overwrite a file that is there.'
complete -c sweepctl -n '__sweepctl_at init' -l metric -d 'The metric; default: one that it prints.' -x -k -a '(__sweepctl_ask metrics)'
complete -c sweepctl -n '__sweepctl_at init' -l goal -d 'Its better direction; default: by its name.' -x -a 'minimize maximize'
complete -c sweepctl -n '__sweepctl_at init' -l from -d 'Ranges around what did well there.' -r -F
complete -c sweepctl -n '__sweepctl_at init' -l run-help -d 'Run PROGRAM --help, and read that.'
complete -c sweepctl -n '__sweepctl_at init' -l interpreter -d 'The Python that `${interpreter}` stands for.' -r -F
complete -c sweepctl -n '__sweepctl_at init' -s i -l interactive -d 'Ask a few questions.'
complete -c sweepctl -n '__sweepctl_at init' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at init' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at init 0' -F
complete -c sweepctl -n __fish_use_subcommand -a check -d 'Check a sweep file and run nothing.'
complete -c sweepctl -n '__sweepctl_at check' -l program -d 'The script to run, in place of the file\'s `program`.' -r -F
complete -c sweepctl -n '__sweepctl_at check' -l name -d 'A name for the sweep.' -x
complete -c sweepctl -n '__sweepctl_at check' -l interpreter -d 'The Python that `${interpreter}` stands for.' -r -F
complete -c sweepctl -n '__sweepctl_at check' -l cwd -d 'Where trials run; default: the current folder.' -x -a '(__fish_complete_directories (commandline -ct))'
complete -c sweepctl -n '__sweepctl_at check' -l set -d 'Change the file: \'lr=log(1e-4,1e-1)\', method=random; repeatable.' -x -k -a '(__sweepctl_ask assignments)'
complete -c sweepctl -n '__sweepctl_at check' -l explain -d 'Say in words what will be done, with papers.'
complete -c sweepctl -n '__sweepctl_at check' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at check' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at check 0' -F
complete -c sweepctl -n __fish_use_subcommand -a create -d 'Store a sweep; agents then run its trials.'
complete -c sweepctl -n '__sweepctl_at create' -l program -d 'The script to run, in place of the file\'s `program`.' -r -F
complete -c sweepctl -n '__sweepctl_at create' -l name -d 'A name for the sweep.' -x
complete -c sweepctl -n '__sweepctl_at create' -l interpreter -d 'The Python that `${interpreter}` stands for.' -r -F
complete -c sweepctl -n '__sweepctl_at create' -l cwd -d 'Where trials run; default: the current folder.' -x -a '(__fish_complete_directories (commandline -ct))'
complete -c sweepctl -n '__sweepctl_at create' -l prior -d 'Earlier trials for the search to start with.' -x -k -a '(__sweepctl_ask sweeps)'
complete -c sweepctl -n '__sweepctl_at create' -l set -d 'Change the file: \'lr=log(1e-4,1e-1)\', method=random; repeatable.' -x -k -a '(__sweepctl_ask assignments)'
complete -c sweepctl -n '__sweepctl_at create' -l metric -d 'With ranges: the name of the metric.' -x -k -a '(__sweepctl_ask metrics)'
complete -c sweepctl -n '__sweepctl_at create' -l minimize -d 'With ranges: less of it is better (the default).'
complete -c sweepctl -n '__sweepctl_at create' -l maximize -d 'With ranges: more of it is better.'
complete -c sweepctl -n '__sweepctl_at create' -l method -d 'With ranges; default: bayes where there is a metric, else random.' -x -a 'grid random bayes'
complete -c sweepctl -n '__sweepctl_at create' -l early-stop -d 'With ranges: early stopping, such as hyperband.' -x
complete -c sweepctl -n '__sweepctl_at create' -l dry-run -d 'Print the first five commands, and make nothing.'
complete -c sweepctl -n '__sweepctl_at create' -s q -l quiet -d 'Print only what is asked for.'
complete -c sweepctl -n '__sweepctl_at create' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at create' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at create 0' -F
complete -c sweepctl -n __fish_use_subcommand -a run -d 'Create a sweep and run its trials, in one go.'
complete -c sweepctl -n '__sweepctl_at run' -s n -l count -d 'Leave after so many trials of this agent\'s own.' -x
complete -c sweepctl -n '__sweepctl_at run' -s j -l jobs -d 'Trials at a time; auto: as many as the machine can take.' -x
complete -c sweepctl -n '__sweepctl_at run' -l gpus -d 'For the trials; auto: each has one that nobody else is using.' -x
complete -c sweepctl -n '__sweepctl_at run' -l gpus-per-trial -d 'GPUs for each trial; 0.5: two trials share one.' -x
complete -c sweepctl -n '__sweepctl_at run' -l program -d 'The script to run, in place of the file\'s `program`.' -r -F
complete -c sweepctl -n '__sweepctl_at run' -l name -d 'A name for the sweep.' -x
complete -c sweepctl -n '__sweepctl_at run' -l interpreter -d 'The Python that `${interpreter}` stands for.' -r -F
complete -c sweepctl -n '__sweepctl_at run' -l cwd -d 'Where trials run; default: the current folder.' -x -a '(__fish_complete_directories (commandline -ct))'
complete -c sweepctl -n '__sweepctl_at run' -l prior -d 'Earlier trials for the search to start with.' -x -k -a '(__sweepctl_ask sweeps)'
complete -c sweepctl -n '__sweepctl_at run' -l set -d 'Change the file: \'lr=log(1e-4,1e-1)\', method=random; repeatable.' -x -k -a '(__sweepctl_ask assignments)'
complete -c sweepctl -n '__sweepctl_at run' -l metric -d 'With ranges: the name of the metric.' -x -k -a '(__sweepctl_ask metrics)'
complete -c sweepctl -n '__sweepctl_at run' -l minimize -d 'With ranges: less of it is better (the default).'
complete -c sweepctl -n '__sweepctl_at run' -l maximize -d 'With ranges: more of it is better.'
complete -c sweepctl -n '__sweepctl_at run' -l method -d 'With ranges; default: bayes where there is a metric, else random.' -x -a 'grid random bayes'
complete -c sweepctl -n '__sweepctl_at run' -l early-stop -d 'With ranges: early stopping, such as hyperband.' -x
complete -c sweepctl -n '__sweepctl_at run' -l dry-run -d 'Print the first five commands, and make nothing.'
complete -c sweepctl -n '__sweepctl_at run' -l resume -d 'Go on with the newest sweep made from FILE.'
complete -c sweepctl -n '__sweepctl_at run' -l grace -d 'Seconds for a trial after SIGINT, and after SIGTERM (10, or 30,5).' -x
complete -c sweepctl -n '__sweepctl_at run' -l max-time -d 'Leave after so long, such as 2h; running trials go back to the queue.' -x
complete -c sweepctl -n '__sweepctl_at run' -l breaker -d 'Leave after so many quick failures in a row (5); 0: never.' -x
complete -c sweepctl -n '__sweepctl_at run' -l on-event -d 'Run CMD, told by JSON on stdin, when: finished, improved, failed, breaker; repeatable.' -x
complete -c sweepctl -n '__sweepctl_at run' -l wandb -d 'What scripts import as wandb; auto: the real one if installed, else a stand-in.' -x -a 'auto real standin off'
complete -c sweepctl -n '__sweepctl_at run' -s q -l quiet -d 'Print only what is asked for.'
complete -c sweepctl -n '__sweepctl_at run' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at run' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at run 0' -F
complete -c sweepctl -n __fish_use_subcommand -a agent -d 'Run trials of a sweep until there is no more to do.'
complete -c sweepctl -n '__sweepctl_at agent' -s n -l count -d 'Leave after so many trials of this agent\'s own.' -x
complete -c sweepctl -n '__sweepctl_at agent' -s j -l jobs -d 'Trials at a time; auto: as many as the machine can take.' -x
complete -c sweepctl -n '__sweepctl_at agent' -l gpus -d 'For the trials; auto: each has one that nobody else is using.' -x
complete -c sweepctl -n '__sweepctl_at agent' -l gpus-per-trial -d 'GPUs for each trial; 0.5: two trials share one.' -x
complete -c sweepctl -n '__sweepctl_at agent' -l interpreter -d 'The Python that `${interpreter}` stands for.' -r -F
complete -c sweepctl -n '__sweepctl_at agent' -l grace -d 'Seconds for a trial after SIGINT, and after SIGTERM (10, or 30,5).' -x
complete -c sweepctl -n '__sweepctl_at agent' -l max-time -d 'Leave after so long, such as 2h; running trials go back to the queue.' -x
complete -c sweepctl -n '__sweepctl_at agent' -l breaker -d 'Leave after so many quick failures in a row (5); 0: never.' -x
complete -c sweepctl -n '__sweepctl_at agent' -l on-event -d 'Run CMD, told by JSON on stdin, when: finished, improved, failed, breaker; repeatable.' -x
complete -c sweepctl -n '__sweepctl_at agent' -l wandb -d 'What scripts import as wandb; auto: the real one if installed, else a stand-in.' -x -a 'auto real standin off'
complete -c sweepctl -n '__sweepctl_at agent' -s q -l quiet -d 'Print only what is asked for.'
complete -c sweepctl -n '__sweepctl_at agent' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at agent' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at agent 0' -k -a '(__sweepctl_ask sweeps)'
complete -c sweepctl -n __fish_use_subcommand -a ls -d 'List the sweeps of this folder, newest first.'
complete -c sweepctl -n '__sweepctl_at ls' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at ls' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n __fish_use_subcommand -a status -d 'Show a sweep: counts, the best trial, agents and the newest trials.'
complete -c sweepctl -n '__sweepctl_at status' -l trials -d 'Show every trial, not only the newest.'
complete -c sweepctl -n '__sweepctl_at status' -l state -d 'Only trials in this state; may be repeated.' -x -k -a '(__sweepctl_ask states)'
complete -c sweepctl -n '__sweepctl_at status' -l sort -d 'By value (best first), number, time, a parameter or a metric.' -x -k -a '(__sweepctl_ask columns)'
complete -c sweepctl -n '__sweepctl_at status' -l reverse -d 'The other way round.'
complete -c sweepctl -n '__sweepctl_at status' -l columns -d 'Parameters and metrics to show, such as lr,loss.' -x -k -a '(__sweepctl_ask columns)'
complete -c sweepctl -n '__sweepctl_at status' -l limit -d 'At most so many trials.' -x
complete -c sweepctl -n '__sweepctl_at status' -s w -l watch -d 'Watch it, until it is over or `q` is pressed.'
complete -c sweepctl -n '__sweepctl_at status' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at status' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at status 0' -k -a '(__sweepctl_ask sweeps)'
complete -c sweepctl -n __fish_use_subcommand -a show -d 'Show one trial: its value, parameters, command, folder and curve. With --spec a sweep\'s file.'
complete -c sweepctl -n '__sweepctl_at show' -l format -d 'Only this, for other programs to read.' -x -a 'command yaml json args path'
complete -c sweepctl -n '__sweepctl_at show' -l spec -d 'The sweep file as it was; with SWEEP in place of N.'
complete -c sweepctl -n '__sweepctl_at show' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at show' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at show 0' -k -a '(__sweepctl_ask trials)'
complete -c sweepctl -n __fish_use_subcommand -a logs -d 'Print what a trial has printed.'
complete -c sweepctl -n '__sweepctl_at logs' -s f -l follow -d 'Go on while the trial runs.'
complete -c sweepctl -n '__sweepctl_at logs' -l failed -d 'Every failed trial\'s output.'
complete -c sweepctl -n '__sweepctl_at logs' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at logs' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at logs 0' -k -a '(__sweepctl_ask trials)'
complete -c sweepctl -n __fish_use_subcommand -a why -d 'Say why a trial ended, attempt by attempt, or why nothing is running in a sweep, and how to go on.'
complete -c sweepctl -n '__sweepctl_at why' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at why' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at why 0' -k -a '(__sweepctl_ask targets)'
complete -c sweepctl -n '__sweepctl_at why 1' -k -a '(__sweepctl_ask metrics)'
complete -c sweepctl -n __fish_use_subcommand -a best -d 'Show the best trial, or its parameters in a form that other programs read; of several metrics the Pareto front.'
complete -c sweepctl -n '__sweepctl_at best' -l format -d 'Only this, for other programs to read.' -x -a 'command yaml json args path'
complete -c sweepctl -n '__sweepctl_at best' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at best' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at best 0' -k -a '(__sweepctl_ask sweeps)'
complete -c sweepctl -n __fish_use_subcommand -a plot -d 'Draw the trials\' values and the best so far; the curves of a metric; a parameter against the objective; or'
complete -c sweepctl -n '__sweepctl_at plot' -l sweep -d 'Of which sweep; default: the newest here.' -x -k -a '(__sweepctl_ask sweeps)'
complete -c sweepctl -n '__sweepctl_at plot' -l metric -d 'Which metric; default: the objective.' -x -k -a '(__sweepctl_ask metrics)'
complete -c sweepctl -n '__sweepctl_at plot' -l trials -d 'Whose curves; default: the best five.' -x -k -a '(__sweepctl_ask trials)'
complete -c sweepctl -n '__sweepctl_at plot' -l method -d 'Of importance; auto: a forest if scikit-learn is installed, else gp.' -x -a 'auto forest gp ped-anova'
complete -c sweepctl -n '__sweepctl_at plot' -l ascii -d 'Draw with plain characters.'
complete -c sweepctl -n '__sweepctl_at plot' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at plot' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at plot +0' -k -a '(__sweepctl_ask plots)'
complete -c sweepctl -n __fish_use_subcommand -a diff -d 'Compare trials: what became of them, the parameters that differ, and the curves on one scale.'
complete -c sweepctl -n '__sweepctl_at diff' -l all -d 'Show the parameters that are equal too.'
complete -c sweepctl -n '__sweepctl_at diff' -l ascii -d 'Draw with plain characters.'
complete -c sweepctl -n '__sweepctl_at diff' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at diff' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at diff +0' -k -a '(__sweepctl_ask trials)'
complete -c sweepctl -n __fish_use_subcommand -a export -d 'Write the trials for other programs: a row each, parameters by their dotted names.'
complete -c sweepctl -n '__sweepctl_at export' -l format -d 'Default: csv, or the file\'s ending.' -x -a 'csv json jsonl'
complete -c sweepctl -n '__sweepctl_at export' -s o -l output -d 'Default: stdout.' -r -F
complete -c sweepctl -n '__sweepctl_at export' -l curves -d 'Every value of every metric, in a row of its own.'
complete -c sweepctl -n '__sweepctl_at export' -l optuna -d 'Make a study for Optuna\'s tools: sqlite:///x.db.' -x
complete -c sweepctl -n '__sweepctl_at export' -l force -d 'Replace a study that has the sweep\'s name.'
complete -c sweepctl -n '__sweepctl_at export' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at export' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at export 0' -k -a '(__sweepctl_ask sweeps)'
complete -c sweepctl -n __fish_use_subcommand -a import -d 'Add runs of elsewhere as ended trials, which the search learns from and `run_cap` does not count.'
complete -c sweepctl -n '__sweepctl_at import' -l into -d 'The sweep that they are added to.' -x -k -a '(__sweepctl_ask sweeps)'
complete -c sweepctl -n '__sweepctl_at import' -l from -d 'Make a new sweep from this file for them.' -r -F
complete -c sweepctl -n '__sweepctl_at import' -l study -d 'Which of several Optuna studies.' -x
complete -c sweepctl -n '__sweepctl_at import' -l program -d 'The script to run, in place of the file\'s `program`.' -r -F
complete -c sweepctl -n '__sweepctl_at import' -l name -d 'A name for the sweep.' -x
complete -c sweepctl -n '__sweepctl_at import' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at import' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at import 0' -F
complete -c sweepctl -n __fish_use_subcommand -a pause -d 'Start no new trials; running ones go on, agents stay and wait.'
complete -c sweepctl -n '__sweepctl_at pause' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at pause' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at pause 0' -k -a '(__sweepctl_ask sweeps)'
complete -c sweepctl -n __fish_use_subcommand -a resume -d 'Undo pause and stop.'
complete -c sweepctl -n '__sweepctl_at resume' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at resume' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at resume 0' -k -a '(__sweepctl_ask sweeps)'
complete -c sweepctl -n __fish_use_subcommand -a stop -d 'Start no new trials; running ones finish, then agents leave.'
complete -c sweepctl -n '__sweepctl_at stop' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at stop' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at stop 0' -k -a '(__sweepctl_ask sweeps)'
complete -c sweepctl -n __fish_use_subcommand -a cancel -d 'Kill what runs and end the sweep; with /N that one trial only.'
complete -c sweepctl -n '__sweepctl_at cancel' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at cancel' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at cancel 0' -k -a '(__sweepctl_ask targets)'
complete -c sweepctl -n __fish_use_subcommand -a retry -d 'Queue ended trials again, with the same parameters.'
complete -c sweepctl -n '__sweepctl_at retry' -l failed -d 'Every failed trial.'
complete -c sweepctl -n '__sweepctl_at retry' -l sweep -d 'Of which sweep; default: the newest here.' -x -k -a '(__sweepctl_ask sweeps)'
complete -c sweepctl -n '__sweepctl_at retry' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at retry' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at retry +0' -k -a '(__sweepctl_ask trials)'
complete -c sweepctl -n __fish_use_subcommand -a edit -d 'Change a sweep that exists: its metric, its name, a few of its keys, or all that a sweep file says.'
complete -c sweepctl -n '__sweepctl_at edit' -l metric -d 'The name of the metric to search for.' -x -k -a '(__sweepctl_ask metrics)'
complete -c sweepctl -n '__sweepctl_at edit' -l goal -d 'Its better direction; default: as before.' -x -a 'minimize maximize'
complete -c sweepctl -n '__sweepctl_at edit' -l file -d 'A sweep file: ranges, caps, stop rules and all else as it says.' -r -F
complete -c sweepctl -n '__sweepctl_at edit' -l set -d 'Change the file: \'lr=log(1e-4,1e-1)\', method=random; repeatable.' -x -k -a '(__sweepctl_ask assignments)'
complete -c sweepctl -n '__sweepctl_at edit' -l name -d 'A name for the sweep.' -x
complete -c sweepctl -n '__sweepctl_at edit' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at edit' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at edit 0' -k -a '(__sweepctl_ask sweeps)'
complete -c sweepctl -n __fish_use_subcommand -a enqueue -d 'Queue a point of your own as the next trial.'
complete -c sweepctl -n '__sweepctl_at enqueue' -l from -d 'The rest is trial N\'s; alone: run trial N\'s point again.' -x
complete -c sweepctl -n '__sweepctl_at enqueue' -l sweep -d 'Of which sweep; default: the newest here.' -x -k -a '(__sweepctl_ask sweeps)'
complete -c sweepctl -n '__sweepctl_at enqueue' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at enqueue' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at enqueue +0' -k -a '(__sweepctl_ask assignments)'
complete -c sweepctl -n __fish_use_subcommand -a delete -d 'Remove a sweep, its trials and their folders.'
complete -c sweepctl -n '__sweepctl_at delete' -s y -l yes -d 'Do not ask.'
complete -c sweepctl -n '__sweepctl_at delete' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at delete' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at delete 0' -k -a '(__sweepctl_ask sweeps)'
complete -c sweepctl -n __fish_use_subcommand -a metrics -d 'Show which metrics would be read of a log, line by line, and by which format.'
complete -c sweepctl -n '__sweepctl_at metrics' -l metric -d 'The metric\'s name in the sweep file.' -x -k -a '(__sweepctl_ask metrics)'
complete -c sweepctl -n '__sweepctl_at metrics' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at metrics' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at metrics 0' -F
complete -c sweepctl -n __fish_use_subcommand -a schema -d 'Print the JSON Schema of a sweep file, with which editors complete and check it.'
complete -c sweepctl -n '__sweepctl_at schema' -l path -d 'Print where its file is instead.'
complete -c sweepctl -n '__sweepctl_at schema' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at schema' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n __fish_use_subcommand -a completion -d 'Print what a shell needs to complete commands, options, sweeps, trials and parameters.'
complete -c sweepctl -n '__sweepctl_at completion' -l install -d 'Write it to where the shell looks for it.'
complete -c sweepctl -n '__sweepctl_at completion' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at completion' -s h -l help -d 'Show this message and exit.'
complete -c sweepctl -n '__sweepctl_at completion 0' -a 'bash zsh fish'
complete -c sweepctl -n __fish_use_subcommand -a doctor -d 'Look the store and this machine over; mend what is safe to mend, and say the rest.'
complete -c sweepctl -n '__sweepctl_at doctor' -l dry-run -d 'Only look; mend nothing.'
complete -c sweepctl -n '__sweepctl_at doctor' -s y -l yes -d 'Remove the folders of deleted sweeps, too.'
complete -c sweepctl -n '__sweepctl_at doctor' -l salvage -d 'Copy what can be read of a damaged store into a new one in its place.'
complete -c sweepctl -n '__sweepctl_at doctor' -l json -d 'Print one JSON document.'
complete -c sweepctl -n '__sweepctl_at doctor' -s h -l help -d 'Show this message and exit.'
