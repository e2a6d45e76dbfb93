# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_promote_global_optspecs
    string join \n C= color= q/quiet v/verbose o/output= dry-run offline h/help V/version
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

complete -c promote -n "__fish_promote_needs_command" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_needs_command" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_needs_command" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_needs_command" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_needs_command" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_needs_command" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_needs_command" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_needs_command" -s V -l version -d 'Print version'
complete -c promote -n "__fish_promote_needs_command" -f -a "init" -d 'Find the environments of this repository and write a first promote.yaml'
complete -c promote -n "__fish_promote_needs_command" -f -a "status" -d 'Show the pipeline at a glance: what waits on each edge, what is open, who must act'
complete -c promote -n "__fish_promote_needs_command" -f -a "diff" -d 'Show how two environments differ, key by key'
complete -c promote -n "__fish_promote_needs_command" -f -a "configs" -d 'List the keys, values and ids of an environment'
complete -c promote -n "__fish_promote_needs_command" -f -a "create" -d 'Plan a promotion and record it'
complete -c promote -n "__fish_promote_needs_command" -f -a "validate" -d 'Check a promotion against exactly what would land'
complete -c promote -n "__fish_promote_needs_command" -f -a "approve" -d 'Approve exactly the plan of a promotion'
complete -c promote -n "__fish_promote_needs_command" -f -a "attest" -d 'Record how a test, a canary or a load went with exactly this plan'
complete -c promote -n "__fish_promote_needs_command" -f -a "withdraw" -d 'Withdraw your own approval of a promotion'
complete -c promote -n "__fish_promote_needs_command" -f -a "reject" -d 'Reject a promotion, with the reason'
complete -c promote -n "__fish_promote_needs_command" -f -a "execute" -d 'Write a promotion to its target'
complete -c promote -n "__fish_promote_needs_command" -f -a "schedule" -d 'Schedule a promotion, to be executed when its time comes'
complete -c promote -n "__fish_promote_needs_command" -f -a "unschedule" -d 'Take a promotion off its time; it stays open'
complete -c promote -n "__fish_promote_needs_command" -f -a "run-due" -d 'Execute the promotions that are due'
complete -c promote -n "__fish_promote_needs_command" -f -a "refresh" -d 'Plan a promotion anew on today\'s source and target'
complete -c promote -n "__fish_promote_needs_command" -f -a "cancel" -d 'Give a promotion up, any time before it is executed'
complete -c promote -n "__fish_promote_needs_command" -f -a "rollback" -d 'Take back exactly one promotion, or some of its keys'
complete -c promote -n "__fish_promote_needs_command" -f -a "list" -d 'List promotions: the open ones, newest first'
complete -c promote -n "__fish_promote_needs_command" -f -a "show" -d 'Show one promotion whole: state, plan, who did what, and what it waits for'
complete -c promote -n "__fish_promote_needs_command" -f -a "log" -d 'Show what was promoted into an environment, newest first'
complete -c promote -n "__fish_promote_needs_command" -f -a "verify" -d 'Prove that what stands in the environments came there by the rules'
complete -c promote -n "__fish_promote_needs_command" -f -a "trust" -d 'Let commands of checks run here, for the promote.yaml of now'
complete -c promote -n "__fish_promote_needs_command" -f -a "completions" -d 'Print the completion script of a shell'
complete -c promote -n "__fish_promote_needs_command" -f -a "man" -d 'Print the manual page, or write one for each command into a folder'
complete -c promote -n "__fish_promote_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c promote -n "__fish_promote_using_subcommand init" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand init" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand init" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand init" -l print -d 'Print the proposal alone and write nothing'
complete -c promote -n "__fish_promote_using_subcommand init" -l commit -d 'Commit it to the branch that is checked out, and nothing else with it'
complete -c promote -n "__fish_promote_using_subcommand init" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand init" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand init" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand init" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand status" -l only -d 'Only files whose capture has this value, as in --only app=web; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand status" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand status" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand status" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand status" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand status" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand status" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand status" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand status" -s h -l help -d 'Print help'
complete -c promote -n "__fish_promote_using_subcommand diff" -l only -d 'Only files whose capture has this value, as in --only app=web; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand diff" -l since -d 'With --changed: since this git revision' -r
complete -c promote -n "__fish_promote_using_subcommand diff" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand diff" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand diff" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand diff" -l changed -d 'Only what SOURCE changed since the last promotion to TARGET'
complete -c promote -n "__fish_promote_using_subcommand diff" -l keep -d 'Show TARGET\'s own keys, too'
complete -c promote -n "__fish_promote_using_subcommand diff" -l stat -d 'Count the changes of each file instead of showing them'
complete -c promote -n "__fish_promote_using_subcommand diff" -l name-only -d 'Print the paths of the files that differ, one a line'
complete -c promote -n "__fish_promote_using_subcommand diff" -l exit-code -d 'Exit with 1 where configs differ'
complete -c promote -n "__fish_promote_using_subcommand diff" -l show-secrets -d 'Show the values of secrets; at a terminal only'
complete -c promote -n "__fish_promote_using_subcommand diff" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand diff" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand diff" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand diff" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand configs" -l only -d 'Only files whose capture has this value, as in --only app=web; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand configs" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand configs" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand configs" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand configs" -l show-secrets -d 'Show the values of secrets; at a terminal only'
complete -c promote -n "__fish_promote_using_subcommand configs" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand configs" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand configs" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand configs" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand configs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand create" -l config -d 'Take the config with this id; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand create" -l flag -d 'Take the flag with this id; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand create" -l key -d 'Take the configs that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand create" -l type -d 'How configs are chosen; inferred from the selectors where not given' -r -f -a "full\t''
selective\t''
pattern\t''"
complete -c promote -n "__fish_promote_using_subcommand create" -l only -d 'Only files whose capture has this value, as in --only app=web; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand create" -l since -d 'With --changed: since this git revision' -r
complete -c promote -n "__fish_promote_using_subcommand create" -l notes -d 'Why; becomes the body of the promotion commit' -r
complete -c promote -n "__fish_promote_using_subcommand create" -l from -d 'Read the request as JSON from a file, or from standard input with \'-\'' -r
complete -c promote -n "__fish_promote_using_subcommand create" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand create" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand create" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand create" -l changed -d 'Only what SOURCE changed since the last promotion to TARGET'
complete -c promote -n "__fish_promote_using_subcommand create" -l prune -d 'Also remove what exists only in TARGET'
complete -c promote -n "__fish_promote_using_subcommand create" -l validate -d 'Validate it at once; findings exit with 1'
complete -c promote -n "__fish_promote_using_subcommand create" -l execute -d 'Validate and execute it at once, where no approval is needed'
complete -c promote -n "__fish_promote_using_subcommand create" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand create" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand create" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand create" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand create" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand validate" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand validate" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand validate" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand validate" -l all-open -d 'Every open promotion, oldest first'
complete -c promote -n "__fish_promote_using_subcommand validate" -l run-commands -d 'Run the commands of checks, whatever git\'s configuration says: for CI, which runs them anyway'
complete -c promote -n "__fish_promote_using_subcommand validate" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand validate" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand validate" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand validate" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand validate" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand approve" -l digest -d 'Refuse where the plan has another digest; a beginning of six digits is enough' -r
complete -c promote -n "__fish_promote_using_subcommand approve" -l policy -d 'Approve the promote.yaml of a commit instead; without REV, of what is checked out' -r
complete -c promote -n "__fish_promote_using_subcommand approve" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand approve" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand approve" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand approve" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand approve" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand approve" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand approve" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand approve" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand attest" -l name -d 'What was tried' -r
complete -c promote -n "__fish_promote_using_subcommand attest" -l url -d 'Where more stands' -r
complete -c promote -n "__fish_promote_using_subcommand attest" -l notes -d 'What is to be said of it' -r
complete -c promote -n "__fish_promote_using_subcommand attest" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand attest" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand attest" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand attest" -l ok -d 'It went well'
complete -c promote -n "__fish_promote_using_subcommand attest" -l failed -d 'It did not'
complete -c promote -n "__fish_promote_using_subcommand attest" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand attest" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand attest" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand attest" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand attest" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand withdraw" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand withdraw" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand withdraw" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand withdraw" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand withdraw" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand withdraw" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand withdraw" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand withdraw" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand reject" -l reason -d 'Why; it is recorded' -r
complete -c promote -n "__fish_promote_using_subcommand reject" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand reject" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand reject" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand reject" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand reject" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand reject" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand reject" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand reject" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand execute" -l branch -d 'Write it to a branch for a merge request instead: promote/ID, or NAME' -r
complete -c promote -n "__fish_promote_using_subcommand execute" -l reason -d 'Why what is closed is overridden; it is recorded' -r
complete -c promote -n "__fish_promote_using_subcommand execute" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand execute" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand execute" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand execute" -l override -d 'Write it although a window or a freeze keeps the target closed: for who may, with --reason'
complete -c promote -n "__fish_promote_using_subcommand execute" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand execute" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand execute" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand execute" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand execute" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand schedule" -l at -d 'When: \'tomorrow 09:00\', \'monday 09:00\', \'2026-11-24 09:00 Europe/Berlin\', or RFC 3339' -r
complete -c promote -n "__fish_promote_using_subcommand schedule" -l in -d 'So long from now: \'2h\', \'90m\', \'1d 12h\'' -r
complete -c promote -n "__fish_promote_using_subcommand schedule" -l expires -d 'Not any more after this time, or so long after it is due' -r
complete -c promote -n "__fish_promote_using_subcommand schedule" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand schedule" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand schedule" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand schedule" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand schedule" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand schedule" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand schedule" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand schedule" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand unschedule" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand unschedule" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand unschedule" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand unschedule" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand unschedule" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand unschedule" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand unschedule" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand unschedule" -s h -l help -d 'Print help'
complete -c promote -n "__fish_promote_using_subcommand run-due" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand run-due" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand run-due" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand run-due" -l watch -d 'Stay, and execute each when its time comes'
complete -c promote -n "__fish_promote_using_subcommand run-due" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand run-due" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand run-due" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand run-due" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand run-due" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand refresh" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand refresh" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand refresh" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand refresh" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand refresh" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand refresh" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand refresh" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand refresh" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand cancel" -l reason -d 'Why; it is recorded' -r
complete -c promote -n "__fish_promote_using_subcommand cancel" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand cancel" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand cancel" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand cancel" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand cancel" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand cancel" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand cancel" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand cancel" -s h -l help -d 'Print help'
complete -c promote -n "__fish_promote_using_subcommand rollback" -l key -d 'Take back only the configs that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; can be repeated' -r
complete -c promote -n "__fish_promote_using_subcommand rollback" -l reason -d 'Why; it is recorded' -r
complete -c promote -n "__fish_promote_using_subcommand rollback" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand rollback" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand rollback" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand rollback" -l override -d 'Roll back although a window or a freeze keeps the target closed, where rollbacks keep to them: for who may'
complete -c promote -n "__fish_promote_using_subcommand rollback" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand rollback" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand rollback" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand rollback" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand rollback" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand list" -l limit -d 'Show at most this many' -r
complete -c promote -n "__fish_promote_using_subcommand list" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand list" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand list" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand list" -l all -d 'Those that have ended, too'
complete -c promote -n "__fish_promote_using_subcommand list" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand list" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand list" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand list" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand list" -s h -l help -d 'Print help'
complete -c promote -n "__fish_promote_using_subcommand show" -l simulate-at -d 'As it would be then: RFC 3339, or a local time with its zone' -r
complete -c promote -n "__fish_promote_using_subcommand show" -l simulate-as -d 'What an approval by this person would change' -r
complete -c promote -n "__fish_promote_using_subcommand show" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand show" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand show" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand show" -l show-secrets -d 'Show the values of secrets; at a terminal only'
complete -c promote -n "__fish_promote_using_subcommand show" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand show" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand show" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand show" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand log" -l limit -d 'Show at most this many' -r
complete -c promote -n "__fish_promote_using_subcommand log" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand log" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand log" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand log" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand log" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand log" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand log" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand log" -s h -l help -d 'Print help'
complete -c promote -n "__fish_promote_using_subcommand verify" -l since -d 'Only what came after this commit' -r
complete -c promote -n "__fish_promote_using_subcommand verify" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand verify" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand verify" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand verify" -l pre-receive -d 'As git\'s hook of this name: judge the push on standard input, by the rules from before it'
complete -c promote -n "__fish_promote_using_subcommand verify" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand verify" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand verify" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand verify" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand trust" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand trust" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand trust" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand trust" -s y -l yes -d 'Do not ask'
complete -c promote -n "__fish_promote_using_subcommand trust" -l revoke -d 'Trust none any more'
complete -c promote -n "__fish_promote_using_subcommand trust" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand trust" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand trust" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand trust" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand trust" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c promote -n "__fish_promote_using_subcommand completions" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand completions" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand completions" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand completions" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand completions" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand completions" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand completions" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand completions" -s h -l help -d 'Print help'
complete -c promote -n "__fish_promote_using_subcommand man" -l dir -d 'Write promote.1, promote-diff.1 and so on into this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand man" -s C -d 'Run as if started in this folder' -r -F
complete -c promote -n "__fish_promote_using_subcommand man" -l color -d 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)' -r -f -a "auto\t'On a terminal'
always\t'Always'
never\t'Never'"
complete -c promote -n "__fish_promote_using_subcommand man" -s o -l output -d 'How to print the result: text, json, or patch (diff only)' -r -f -a "text\t'For people'
json\t'For scripts'
patch\t'For \'git apply\' (diff only)'"
complete -c promote -n "__fish_promote_using_subcommand man" -s q -l quiet -d 'Print less: the result alone'
complete -c promote -n "__fish_promote_using_subcommand man" -s v -l verbose -d 'Print more: whole ids'
complete -c promote -n "__fish_promote_using_subcommand man" -l dry-run -d 'Say what would be done, and write nothing'
complete -c promote -n "__fish_promote_using_subcommand man" -l offline -d 'Ask no remote: what was fetched last must do'
complete -c promote -n "__fish_promote_using_subcommand man" -s h -l help -d 'Print help'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "init" -d 'Find the environments of this repository and write a first promote.yaml'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "status" -d 'Show the pipeline at a glance: what waits on each edge, what is open, who must act'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "diff" -d 'Show how two environments differ, key by key'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "configs" -d 'List the keys, values and ids of an environment'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "create" -d 'Plan a promotion and record it'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "validate" -d 'Check a promotion against exactly what would land'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "approve" -d 'Approve exactly the plan of a promotion'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "attest" -d 'Record how a test, a canary or a load went with exactly this plan'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "withdraw" -d 'Withdraw your own approval of a promotion'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "reject" -d 'Reject a promotion, with the reason'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "execute" -d 'Write a promotion to its target'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "schedule" -d 'Schedule a promotion, to be executed when its time comes'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "unschedule" -d 'Take a promotion off its time; it stays open'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "run-due" -d 'Execute the promotions that are due'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "refresh" -d 'Plan a promotion anew on today\'s source and target'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "cancel" -d 'Give a promotion up, any time before it is executed'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "rollback" -d 'Take back exactly one promotion, or some of its keys'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "list" -d 'List promotions: the open ones, newest first'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "show" -d 'Show one promotion whole: state, plan, who did what, and what it waits for'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "log" -d 'Show what was promoted into an environment, newest first'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "verify" -d 'Prove that what stands in the environments came there by the rules'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "trust" -d 'Let commands of checks run here, for the promote.yaml of now'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "completions" -d 'Print the completion script of a shell'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "man" -d 'Print the manual page, or write one for each command into a folder'
complete -c promote -n "__fish_promote_using_subcommand help; and not __fish_seen_subcommand_from init status diff configs create validate approve attest withdraw reject execute schedule unschedule run-due refresh cancel rollback list show log verify trust completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
