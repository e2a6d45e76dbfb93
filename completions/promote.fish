# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_promote_global_optspecs
    string join \n C= color= q/quiet v/verbose o/output= wide no-pager dry-run offline h/help V/version
end

function __fish_promote_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_promote_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_promote_using_subcommand
    set -l cmd (__fish_promote_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c promote -n "__fish_promote_needs_command" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_needs_command" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_needs_command" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_needs_command" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_needs_command" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_needs_command" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_needs_command" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_needs_command" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_needs_command" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_needs_command" -s V -l version -d 'Print version'
complete -c promote -n "__fish_promote_needs_command" -f -a "init" -d 'Find environments and write a first promote.yaml'
complete -c promote -n "__fish_promote_needs_command" -f -a "check" -d 'Check a promote.yaml before it takes effect'
complete -c promote -n "__fish_promote_needs_command" -f -a "suggest" -d 'Suggest entries for promote.yaml from what the repository shows'
complete -c promote -n "__fish_promote_needs_command" -f -a "status" -d 'Show what differs, what is open and who must act'
complete -c promote -n "__fish_promote_needs_command" -f -a "diff" -d 'Show how two environments differ, key by key'
complete -c promote -n "__fish_promote_needs_command" -f -a "keys" -d 'List the keys, values and ids of an environment'
complete -c promote -n "__fish_promote_needs_command" -f -a "configs" -d 'List the keys, values and ids of an environment'
complete -c promote -n "__fish_promote_needs_command" -f -a "get" -d 'Print the value of a key in every environment, or in one'
complete -c promote -n "__fish_promote_needs_command" -f -a "matrix" -d 'Show keys by environments, one column for each'
complete -c promote -n "__fish_promote_needs_command" -f -a "history" -d 'Show one key through time and environments'
complete -c promote -n "__fish_promote_needs_command" -f -a "blame" -d 'Show how each key of a file came to its value'
complete -c promote -n "__fish_promote_needs_command" -f -a "why" -d 'Say how an environment came to the value of a key'
complete -c promote -n "__fish_promote_needs_command" -f -a "create" -d 'Plan a promotion and record it'
complete -c promote -n "__fish_promote_needs_command" -f -a "validate" -d 'Validate a promotion on exactly the tree that would be written'
complete -c promote -n "__fish_promote_needs_command" -f -a "approve" -d 'Approve exactly the plan of a promotion'
complete -c promote -n "__fish_promote_needs_command" -f -a "attest" -d 'Record a test, canary or load-test result for a plan'
complete -c promote -n "__fish_promote_needs_command" -f -a "withdraw" -d 'Withdraw your own approval of a promotion'
complete -c promote -n "__fish_promote_needs_command" -f -a "reject" -d 'Reject the plan of a promotion'
complete -c promote -n "__fish_promote_needs_command" -f -a "execute" -d 'Write a promotion to its target'
complete -c promote -n "__fish_promote_needs_command" -f -a "schedule" -d 'Schedule a promotion for later execution'
complete -c promote -n "__fish_promote_needs_command" -f -a "unschedule" -d 'Remove a promotion\'s schedule; it stays open'
complete -c promote -n "__fish_promote_needs_command" -f -a "run-due" -d 'Execute the promotions that are due'
complete -c promote -n "__fish_promote_needs_command" -f -a "serve" -d 'Serve the commands over HTTP'
complete -c promote -n "__fish_promote_needs_command" -f -a "refresh" -d 'Re-plan a promotion against the current source and target'
complete -c promote -n "__fish_promote_needs_command" -f -a "cancel" -d 'Close a promotion without executing it'
complete -c promote -n "__fish_promote_needs_command" -f -a "rollback" -d 'Roll back exactly one promotion, or some of its keys'
complete -c promote -n "__fish_promote_needs_command" -f -a "list" -d 'List open promotions, newest first'
complete -c promote -n "__fish_promote_needs_command" -f -a "show" -d 'Show a promotion in full'
complete -c promote -n "__fish_promote_needs_command" -f -a "log" -d 'List promotions into an environment, newest first'
complete -c promote -n "__fish_promote_needs_command" -f -a "stats" -d 'Show how promotions into an environment went'
complete -c promote -n "__fish_promote_needs_command" -f -a "report" -d 'Write one page about the pipeline (HTML)'
complete -c promote -n "__fish_promote_needs_command" -f -a "events" -d 'Print the events of the ledger, one line of JSON each'
complete -c promote -n "__fish_promote_needs_command" -f -a "verify" -d 'Verify that every change in each environment followed the rules'
complete -c promote -n "__fish_promote_needs_command" -f -a "ledger" -d 'Decide about the ledger itself'
complete -c promote -n "__fish_promote_needs_command" -f -a "trust" -d 'Allow this clone to run the check commands of promote.yaml'
complete -c promote -n "__fish_promote_needs_command" -f -a "cache" -d 'Show the caches in the git directory, or remove them'
complete -c promote -n "__fish_promote_needs_command" -f -a "schema" -d 'Print a JSON Schema'
complete -c promote -n "__fish_promote_needs_command" -f -a "completions" -d 'Print the completion script for a shell'
complete -c promote -n "__fish_promote_needs_command" -f -a "man" -d 'Print the manual page, or write one page for each command'
complete -c promote -n "__fish_promote_needs_command" -f -a "help" -d 'Print the help of a command or a topic'
complete -c promote -n "__fish_promote_using_subcommand init" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand init" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand init" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand init" -l print -d 'Print only the proposed file; write nothing'
complete -c promote -n "__fish_promote_using_subcommand init" -l commit -d 'Also commit the file, and nothing else, to the checked-out branch'
complete -c promote -n "__fish_promote_using_subcommand init" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand init" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand init" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand init" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand init" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand init" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand check" -l rev -d 'Check promote.yaml of this git revision, with the files of that commit' -r
complete -c promote -n "__fish_promote_using_subcommand check" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand check" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand check" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand check" -l stdin -d 'Check the text on standard input'
complete -c promote -n "__fish_promote_using_subcommand check" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand check" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand check" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand check" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand check" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand check" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand suggest" -l rev -d 'Read promote.yaml and the files of this git revision' -r
complete -c promote -n "__fish_promote_using_subcommand suggest" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand suggest" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand suggest" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand suggest" -l write -d 'Put the entries without \'?\' into promote.yaml of the working tree; comments and layout stay'
complete -c promote -n "__fish_promote_using_subcommand suggest" -l all -d 'With --write: also the entries with \'?\''
complete -c promote -n "__fish_promote_using_subcommand suggest" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand suggest" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand suggest" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand suggest" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand suggest" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand suggest" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand suggest" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand status" -l only -d 'Only files with this capture value, such as app=web; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand status" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand status" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand status" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand status" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand status" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand status" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand status" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand status" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand status" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand status" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand diff" -l only -d 'Only files with this capture value, such as app=web; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand diff" -l since -d 'With --changed: keys that SOURCE changed since this git revision instead' -r
complete -c promote -n "__fish_promote_using_subcommand diff" -l depth -d 'Look at this many states of each file' -r
complete -c promote -n "__fish_promote_using_subcommand diff" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand diff" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand diff" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand diff" -l changed -d 'Only keys that SOURCE changed since both held one value, and that were not passed over twice'
complete -c promote -n "__fish_promote_using_subcommand diff" -l no-history -d 'Do not read the history of the keys: list all differences alike'
complete -c promote -n "__fish_promote_using_subcommand diff" -l keep -d 'Also show keys owned by TARGET (\'keep\')'
complete -c promote -n "__fish_promote_using_subcommand diff" -l translated -d 'Also show keys whose values differ only by the names of the environments (\'translate\')'
complete -c promote -n "__fish_promote_using_subcommand diff" -l stat -d 'Count the changes in each file instead of showing them'
complete -c promote -n "__fish_promote_using_subcommand diff" -l name-only -d 'Print only the paths of the files that differ, one per line'
complete -c promote -n "__fish_promote_using_subcommand diff" -l exit-code -d 'Exit with 1 if keys differ'
complete -c promote -n "__fish_promote_using_subcommand diff" -l show-secrets -d 'Show the values of secrets (only at a terminal)'
complete -c promote -n "__fish_promote_using_subcommand diff" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand diff" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand diff" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand diff" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand diff" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand diff" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand keys" -l only -d 'Only files with this capture value, such as app=web; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand keys" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand keys" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand keys" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand keys" -l show-secrets -d 'Show the values of secrets (only at a terminal)'
complete -c promote -n "__fish_promote_using_subcommand keys" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand keys" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand keys" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand keys" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand keys" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand keys" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand keys" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand configs" -l only -d 'Only files with this capture value, such as app=web; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand configs" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand configs" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand configs" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand configs" -l show-secrets -d 'Show the values of secrets (only at a terminal)'
complete -c promote -n "__fish_promote_using_subcommand configs" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand configs" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand configs" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand configs" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand configs" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand configs" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand configs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand get" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand get" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand get" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand get" -l raw -d 'Print the bare value of one key, text without quotes, for scripts; needs an environment'
complete -c promote -n "__fish_promote_using_subcommand get" -l show-secrets -d 'Show the values of secrets (only at a terminal)'
complete -c promote -n "__fish_promote_using_subcommand get" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand get" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand get" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand get" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand get" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand get" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand get" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand matrix" -l only -d 'Only files with this capture value, such as app=web; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand matrix" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand matrix" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand matrix" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand matrix" -l missing -d 'Only keys that an environment lacks; with --differs, these and those'
complete -c promote -n "__fish_promote_using_subcommand matrix" -l differs -d 'Only keys whose values differ'
complete -c promote -n "__fish_promote_using_subcommand matrix" -l keep -d 'With --missing, --differs and --exit-code: count keys owned by environments (\'keep\'), too'
complete -c promote -n "__fish_promote_using_subcommand matrix" -l no-history -d 'Do not read the history of the keys'
complete -c promote -n "__fish_promote_using_subcommand matrix" -l exit-code -d 'Exit with 1 if a listed key differs or is missing somewhere'
complete -c promote -n "__fish_promote_using_subcommand matrix" -l show-secrets -d 'Show the values of secrets (only at a terminal)'
complete -c promote -n "__fish_promote_using_subcommand matrix" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand matrix" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand matrix" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand matrix" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand matrix" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand matrix" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand matrix" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand history" -l limit -d 'Show at most N values of each environment' -r
complete -c promote -n "__fish_promote_using_subcommand history" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand history" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand history" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand history" -l show-secrets -d 'Show the values of secrets (only at a terminal)'
complete -c promote -n "__fish_promote_using_subcommand history" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand history" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand history" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand history" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand history" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand history" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand history" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand blame" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand blame" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand blame" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand blame" -l show-secrets -d 'Show the values of secrets (only at a terminal)'
complete -c promote -n "__fish_promote_using_subcommand blame" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand blame" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand blame" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand blame" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand blame" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand blame" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand blame" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand why" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand why" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand why" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand why" -l show-secrets -d 'Show the values of secrets (only at a terminal)'
complete -c promote -n "__fish_promote_using_subcommand why" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand why" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand why" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand why" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand why" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand why" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand why" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand create" -l config -d 'Take the key with this id; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand create" -l flag -d 'Take the flag with this name or id; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand create" -l key -d 'The same as KEY; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand create" -l type -d 'How keys are selected [default: inferred from the selectors]' -r -f -a "full\t''
selective\t''
pattern\t''"
complete -c promote -n "__fish_promote_using_subcommand create" -l only -d 'Only files with this capture value, such as app=web; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand create" -l reason -d 'Why something is undone, where \'undo: deny\' asks for it' -r
complete -c promote -n "__fish_promote_using_subcommand create" -l since -d 'With --changed: keys that SOURCE changed since this git revision instead' -r
complete -c promote -n "__fish_promote_using_subcommand create" -l notes -d 'Reason for the promotion; becomes the body of its commit' -r
complete -c promote -n "__fish_promote_using_subcommand create" -l from -d 'Read the request as JSON from a file, or from standard input (\'-\')' -r
complete -c promote -n "__fish_promote_using_subcommand create" -l again -d 'Plan the keys of an earlier promotion once more, as after a rollback' -r
complete -c promote -n "__fish_promote_using_subcommand create" -l policy-branch -d 'For a new ledger: let promote.yaml on this branch rule' -r
complete -c promote -n "__fish_promote_using_subcommand create" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand create" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand create" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand create" -l changed -d 'Only keys that SOURCE changed since both held one value, and that were not passed over twice'
complete -c promote -n "__fish_promote_using_subcommand create" -l passed-over -d 'With --changed: also keys that later promotions left out'
complete -c promote -n "__fish_promote_using_subcommand create" -l forward -d 'Leave out keys whose promotion would undo newer values of TARGET'
complete -c promote -n "__fish_promote_using_subcommand create" -l overwrite -d 'Take keys although that undoes newer values of TARGET'
complete -c promote -n "__fish_promote_using_subcommand create" -l prune -d 'Also remove keys that exist only in TARGET'
complete -c promote -n "__fish_promote_using_subcommand create" -l translate -d 'Replace the names of SOURCE in values by those of TARGET, as \'translate\' in promote.yaml does'
complete -c promote -n "__fish_promote_using_subcommand create" -l with-comments -d 'Take the comments behind changed values with them, where both sides have one'
complete -c promote -n "__fish_promote_using_subcommand create" -l keep-aliases -d 'Keep aliases (YAML) in new keys, with the values that their anchors have in TARGET'
complete -c promote -n "__fish_promote_using_subcommand create" -l validate -d 'Validate it immediately; exit with 1 if there are findings'
complete -c promote -n "__fish_promote_using_subcommand create" -l execute -d 'Validate and execute it immediately, if no approval is needed'
complete -c promote -n "__fish_promote_using_subcommand create" -l new-ledger -d 'Begin a ledger even if a remote has one, or cannot be asked'
complete -c promote -n "__fish_promote_using_subcommand create" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand create" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand create" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand create" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand create" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand create" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand validate" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand validate" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand validate" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand validate" -l all-open -d 'Validate every open promotion, oldest first'
complete -c promote -n "__fish_promote_using_subcommand validate" -l run-commands -d 'Run check commands without \'promote trust\' (for CI that runs code of the repository anyway)'
complete -c promote -n "__fish_promote_using_subcommand validate" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand validate" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand validate" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand validate" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand validate" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand validate" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand approve" -l digest -d 'Refuse if the digest of the plan is not this one; its first six digits are enough' -r
complete -c promote -n "__fish_promote_using_subcommand approve" -l policy -d 'Approve the promote.yaml of this commit instead of a promotion [default REV: HEAD]' -r
complete -c promote -n "__fish_promote_using_subcommand approve" -l policy-branch -d 'For a new ledger: let promote.yaml on this branch rule' -r
complete -c promote -n "__fish_promote_using_subcommand approve" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand approve" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand approve" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand approve" -l print-statement -d 'Print the statement of the approval for you to sign; record nothing'
complete -c promote -n "__fish_promote_using_subcommand approve" -l new-ledger -d 'Begin a ledger even if a remote has one, or cannot be asked'
complete -c promote -n "__fish_promote_using_subcommand approve" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand approve" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand approve" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand approve" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand approve" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand approve" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand approve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand attest" -l name -d 'Name of the test, as in promote.yaml' -r
complete -c promote -n "__fish_promote_using_subcommand attest" -l url -d 'URL with details' -r
complete -c promote -n "__fish_promote_using_subcommand attest" -l notes -d 'Comment (recorded)' -r
complete -c promote -n "__fish_promote_using_subcommand attest" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand attest" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand attest" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand attest" -l ok -d 'Record that it passed'
complete -c promote -n "__fish_promote_using_subcommand attest" -l failed -d 'Record that it failed'
complete -c promote -n "__fish_promote_using_subcommand attest" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand attest" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand attest" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand attest" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand attest" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand attest" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand attest" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand withdraw" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand withdraw" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand withdraw" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand withdraw" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand withdraw" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand withdraw" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand withdraw" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand withdraw" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand withdraw" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand withdraw" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand reject" -l reason -d 'Reason (recorded)' -r
complete -c promote -n "__fish_promote_using_subcommand reject" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand reject" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand reject" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand reject" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand reject" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand reject" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand reject" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand reject" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand reject" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand reject" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand execute" -l branch -d 'Write to a branch for a merge request instead [default NAME: promote/ID]' -r
complete -c promote -n "__fish_promote_using_subcommand execute" -l reason -d 'Reason for the override (recorded)' -r
complete -c promote -n "__fish_promote_using_subcommand execute" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand execute" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand execute" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand execute" -l override -d 'Execute outside a window or during a freeze (needs permission and --reason)'
complete -c promote -n "__fish_promote_using_subcommand execute" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand execute" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand execute" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand execute" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand execute" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand execute" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand execute" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand schedule" -l at -d 'Due time: \'tomorrow 09:00\', \'monday 09:00\', \'2026-11-24 09:00 Europe/Berlin\' or RFC 3339' -r
complete -c promote -n "__fish_promote_using_subcommand schedule" -l in -d 'Due this long from now: \'2h\', \'90m\', \'1d 12h\'' -r
complete -c promote -n "__fish_promote_using_subcommand schedule" -l expires -d 'Expire at this time, or this long after the due time' -r
complete -c promote -n "__fish_promote_using_subcommand schedule" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand schedule" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand schedule" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand schedule" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand schedule" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand schedule" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand schedule" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand schedule" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand schedule" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand schedule" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand unschedule" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand unschedule" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand unschedule" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand unschedule" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand unschedule" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand unschedule" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand unschedule" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand unschedule" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand unschedule" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand unschedule" -s h -l help -d 'Print help'
complete -c promote -n "__fish_promote_using_subcommand run-due" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand run-due" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand run-due" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand run-due" -l watch -d 'Keep running, and execute each promotion when it is due'
complete -c promote -n "__fish_promote_using_subcommand run-due" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand run-due" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand run-due" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand run-due" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand run-due" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand run-due" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand run-due" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand serve" -l listen -d 'Listen on this address, on a Unix socket (unix:PATH), or on what systemd passes (\'systemd\'); can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand serve" -l token-file -d 'Know clients by tokens whose SHA-256 digests are in this YAML file' -r -F
complete -c promote -n "__fish_promote_using_subcommand serve" -l jwks -d 'Know clients by JSON Web Tokens, checked with the keys in this file (JWKS)' -r -F
complete -c promote -n "__fish_promote_using_subcommand serve" -l issuer -d 'The issuer of these tokens (\'iss\')' -r
complete -c promote -n "__fish_promote_using_subcommand serve" -l audience -d 'The audience of these tokens (\'aud\')' -r
complete -c promote -n "__fish_promote_using_subcommand serve" -l trust-proxy -d 'Believe the headers of clients from this network, or over a socket (\'unix\'); can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand serve" -l max-age -d 'Where a remote decides: how old the last fetch may be when clients read, in seconds' -r
complete -c promote -n "__fish_promote_using_subcommand serve" -l readers -d 'Reads at the same time [default: twice the number of processors]' -r
complete -c promote -n "__fish_promote_using_subcommand serve" -l rate -d 'Requests of one client in a second, with bursts of five times as many' -r
complete -c promote -n "__fish_promote_using_subcommand serve" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand serve" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand serve" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand serve" -l insecure-identity -d 'Believe the headers X-User-Email and X-User-Name of every client; on this machine only'
complete -c promote -n "__fish_promote_using_subcommand serve" -l schedule -d 'Also execute promotions that are due, as \'run-due --watch\' does'
complete -c promote -n "__fish_promote_using_subcommand serve" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand serve" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand serve" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand serve" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand serve" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand serve" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand serve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand refresh" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand refresh" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand refresh" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand refresh" -l forward -d 'Leave out keys whose promotion would undo newer values of TARGET'
complete -c promote -n "__fish_promote_using_subcommand refresh" -l overwrite -d 'Take keys although that undoes newer values of TARGET'
complete -c promote -n "__fish_promote_using_subcommand refresh" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand refresh" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand refresh" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand refresh" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand refresh" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand refresh" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand refresh" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand cancel" -l reason -d 'Reason (recorded)' -r
complete -c promote -n "__fish_promote_using_subcommand cancel" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand cancel" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand cancel" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand cancel" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand cancel" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand cancel" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand cancel" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand cancel" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand cancel" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand cancel" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand rollback" -l key -d 'Only keys that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand rollback" -l reason -d 'Reason (recorded)' -r
complete -c promote -n "__fish_promote_using_subcommand rollback" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand rollback" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand rollback" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand rollback" -l override -d 'Roll back outside a window or during a freeze (needs permission)'
complete -c promote -n "__fish_promote_using_subcommand rollback" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand rollback" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand rollback" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand rollback" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand rollback" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand rollback" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand rollback" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand list" -l limit -d 'Show at most N promotions' -r
complete -c promote -n "__fish_promote_using_subcommand list" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand list" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand list" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand list" -l all -d 'Include closed promotions'
complete -c promote -n "__fish_promote_using_subcommand list" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand list" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand list" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand list" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand list" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand list" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand list" -s h -l help -d 'Print help'
complete -c promote -n "__fish_promote_using_subcommand show" -l simulate-at -d 'Evaluate the rules at this time: RFC 3339, or a local time with its zone' -r
complete -c promote -n "__fish_promote_using_subcommand show" -l simulate-as -d 'Show what an approval by this person would change' -r
complete -c promote -n "__fish_promote_using_subcommand show" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand show" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand show" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand show" -l show-secrets -d 'Show the values of secrets (only at a terminal)'
complete -c promote -n "__fish_promote_using_subcommand show" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand show" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand show" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand show" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand show" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand show" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand log" -l since -d 'Only promotions that were executed at this time or later' -r
complete -c promote -n "__fish_promote_using_subcommand log" -l until -d 'Only promotions that were executed before this time' -r
complete -c promote -n "__fish_promote_using_subcommand log" -l by -d 'Only promotions in which this person acted: a part of a name or an email address' -r
complete -c promote -n "__fish_promote_using_subcommand log" -l limit -d 'Show at most N promotions' -r
complete -c promote -n "__fish_promote_using_subcommand log" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand log" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand log" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand log" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand log" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand log" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand log" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand log" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand log" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand log" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand stats" -l since -d 'Begin of the period' -r
complete -c promote -n "__fish_promote_using_subcommand stats" -l until -d 'End of the period (default: now)' -r
complete -c promote -n "__fish_promote_using_subcommand stats" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand stats" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand stats" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand stats" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand stats" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand stats" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand stats" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand stats" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand stats" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand stats" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand report" -l html -d 'Write the page to this file, or to standard output (\'-\')' -r
complete -c promote -n "__fish_promote_using_subcommand report" -l limit -d 'Show the newest N promotions that ended, and direct edits among the newest N commits of each branch' -r
complete -c promote -n "__fish_promote_using_subcommand report" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand report" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand report" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand report" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand report" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand report" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand report" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand report" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand report" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand report" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand events" -l since -d 'Begin behind this ledger commit, or at this time' -r
complete -c promote -n "__fish_promote_using_subcommand events" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand events" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand events" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand events" -l follow -d 'Keep running, and print each event when it is recorded'
complete -c promote -n "__fish_promote_using_subcommand events" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand events" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand events" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand events" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand events" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand events" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand events" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand verify" -l since -d 'Only verify commits after this one' -r
complete -c promote -n "__fish_promote_using_subcommand verify" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand verify" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand verify" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand verify" -l pre-receive -d 'Run as git\'s pre-receive hook: verify the push on standard input by the rules in force before it'
complete -c promote -n "__fish_promote_using_subcommand verify" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand verify" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand verify" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand verify" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand verify" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand verify" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand ledger; and not __fish_seen_subcommand_from dispute policy-branch upgrade" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand ledger; and not __fish_seen_subcommand_from dispute policy-branch upgrade" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand ledger; and not __fish_seen_subcommand_from dispute policy-branch upgrade" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand ledger; and not __fish_seen_subcommand_from dispute policy-branch upgrade" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand ledger; and not __fish_seen_subcommand_from dispute policy-branch upgrade" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand ledger; and not __fish_seen_subcommand_from dispute policy-branch upgrade" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand ledger; and not __fish_seen_subcommand_from dispute policy-branch upgrade" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand ledger; and not __fish_seen_subcommand_from dispute policy-branch upgrade" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand ledger; and not __fish_seen_subcommand_from dispute policy-branch upgrade" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand ledger; and not __fish_seen_subcommand_from dispute policy-branch upgrade" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand ledger; and not __fish_seen_subcommand_from dispute policy-branch upgrade" -f -a "dispute" -d 'Say that the time of an event is wrong'
complete -c promote -n "__fish_promote_using_subcommand ledger; and not __fish_seen_subcommand_from dispute policy-branch upgrade" -f -a "policy-branch" -d 'Read promote.yaml from another branch from now on'
complete -c promote -n "__fish_promote_using_subcommand ledger; and not __fish_seen_subcommand_from dispute policy-branch upgrade" -f -a "upgrade" -d 'Go on in the newest version of the ledger'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from dispute" -l reason -d 'Why the time is wrong' -r
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from dispute" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from dispute" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from dispute" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from dispute" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from dispute" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from dispute" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from dispute" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from dispute" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from dispute" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from dispute" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from policy-branch" -l reason -d 'Why it rules' -r
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from policy-branch" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from policy-branch" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from policy-branch" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from policy-branch" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from policy-branch" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from policy-branch" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from policy-branch" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from policy-branch" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from policy-branch" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from policy-branch" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from upgrade" -l reason -d 'Why the ledger is upgraded' -r
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from upgrade" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from upgrade" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from upgrade" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from upgrade" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from upgrade" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from upgrade" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from upgrade" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from upgrade" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from upgrade" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand ledger; and __fish_seen_subcommand_from upgrade" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand trust" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand trust" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand trust" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand trust" -s y -l yes -d 'Do not ask for confirmation'
complete -c promote -n "__fish_promote_using_subcommand trust" -l revoke -d 'Revoke trust'
complete -c promote -n "__fish_promote_using_subcommand trust" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand trust" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand trust" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand trust" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand trust" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand trust" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand trust" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand cache" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand cache" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand cache" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand cache" -l clear -d 'Remove the caches'
complete -c promote -n "__fish_promote_using_subcommand cache" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand cache" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand cache" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand cache" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand cache" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand cache" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand cache" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand schema" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand schema" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand schema" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand schema" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand schema" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand schema" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand schema" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand schema" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand schema" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand completions" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand completions" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand completions" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand completions" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand completions" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand completions" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand completions" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand completions" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand completions" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand completions" -s h -l help -d 'Print help'
complete -c promote -n "__fish_promote_using_subcommand man" -l dir -d 'Write promote.1, promote-diff.1 and the other pages into this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand man" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand man" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand man" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand man" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand man" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand man" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand man" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand man" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand man" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand man" -s h -l help -d 'Print help'
complete -c promote -n "__fish_promote_using_subcommand help" -s C -d 'Run as if started in this directory' -r -F
complete -c promote -n "__fish_promote_using_subcommand help" -l color -d 'Use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE are respected)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand help" -s o -l output -d 'Output format: text, json, yaml, markdown, patch (diff only), csv (matrix and log) or openmetrics (stats only)' -r -f -a "text\t'For people'
json\t'For scripts'
yaml\t'For scripts: the same as JSON'
markdown\t'For merge requests and comments'
patch\t'For \'git apply\' (diff only)'
csv\t'For spreadsheets (matrix and log)'
openmetrics\t'For Prometheus (stats only)'"
complete -c promote -n "__fish_promote_using_subcommand help" -s q -l quiet -d 'Print only the result'
complete -c promote -n "__fish_promote_using_subcommand help" -s v -l verbose -d 'Print ids in full'
complete -c promote -n "__fish_promote_using_subcommand help" -l wide -d 'Do not shorten lines at a terminal'
complete -c promote -n "__fish_promote_using_subcommand help" -l no-pager -d 'Do not use a pager at a terminal (otherwise as in git: GIT_PAGER, core.pager, PAGER)'
complete -c promote -n "__fish_promote_using_subcommand help" -l dry-run -d 'Show what would be done; write nothing'
complete -c promote -n "__fish_promote_using_subcommand help" -l offline -d 'Do not contact the remote; use the last fetched state'
complete -c promote -n "__fish_promote_using_subcommand help" -s h -l help -d 'Print help (see more with \'--help\')'
