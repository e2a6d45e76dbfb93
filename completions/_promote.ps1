
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'promote' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'promote'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'promote' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Find the environments of this repository and write a first promote.yaml')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show the pipeline at a glance: what waits on each edge, what is open, who must act')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show how two environments differ, key by key')
            [CompletionResult]::new('configs', 'configs', [CompletionResultType]::ParameterValue, 'List the keys, values and ids of an environment')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Plan a promotion and record it')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check a promotion against exactly what would land')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Approve exactly the plan of a promotion')
            [CompletionResult]::new('attest', 'attest', [CompletionResultType]::ParameterValue, 'Record how a test, a canary or a load went with exactly this plan')
            [CompletionResult]::new('withdraw', 'withdraw', [CompletionResultType]::ParameterValue, 'Withdraw your own approval of a promotion')
            [CompletionResult]::new('reject', 'reject', [CompletionResultType]::ParameterValue, 'Reject a promotion, with the reason')
            [CompletionResult]::new('execute', 'execute', [CompletionResultType]::ParameterValue, 'Write a promotion to its target')
            [CompletionResult]::new('schedule', 'schedule', [CompletionResultType]::ParameterValue, 'Schedule a promotion, to be executed when its time comes')
            [CompletionResult]::new('unschedule', 'unschedule', [CompletionResultType]::ParameterValue, 'Take a promotion off its time; it stays open')
            [CompletionResult]::new('run-due', 'run-due', [CompletionResultType]::ParameterValue, 'Execute the promotions that are due')
            [CompletionResult]::new('refresh', 'refresh', [CompletionResultType]::ParameterValue, 'Plan a promotion anew on today''s source and target')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Give a promotion up, any time before it is executed')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Take back exactly one promotion, or some of its keys')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List promotions: the open ones, newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one promotion whole: state, plan, who did what, and what it waits for')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Show what was promoted into an environment, newest first')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Prove that what stands in the environments came there by the rules')
            [CompletionResult]::new('trust', 'trust', [CompletionResultType]::ParameterValue, 'Let commands of checks run here, for the promote.yaml of now')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, or write one for each command into a folder')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'promote;init' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print the proposal alone and write nothing')
            [CompletionResult]::new('--commit', '--commit', [CompletionResultType]::ParameterName, 'Commit it to the branch that is checked out, and nothing else with it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'promote;status' {
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only files whose capture has this value, as in --only app=web; can be repeated')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'promote;diff' {
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only files whose capture has this value, as in --only app=web; can be repeated')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'With --changed: since this git revision')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--changed', '--changed', [CompletionResultType]::ParameterName, 'Only what SOURCE changed since the last promotion to TARGET')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Show TARGET''s own keys, too')
            [CompletionResult]::new('--stat', '--stat', [CompletionResultType]::ParameterName, 'Count the changes of each file instead of showing them')
            [CompletionResult]::new('--name-only', '--name-only', [CompletionResultType]::ParameterName, 'Print the paths of the files that differ, one a line')
            [CompletionResult]::new('--exit-code', '--exit-code', [CompletionResultType]::ParameterName, 'Exit with 1 where configs differ')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show the values of secrets; at a terminal only')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'promote;configs' {
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only files whose capture has this value, as in --only app=web; can be repeated')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show the values of secrets; at a terminal only')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'promote;create' {
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'Take the config with this id; can be repeated')
            [CompletionResult]::new('--flag', '--flag', [CompletionResultType]::ParameterName, 'Take the flag with this id; can be repeated')
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Take the configs that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; can be repeated')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'How configs are chosen; inferred from the selectors where not given')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Only files whose capture has this value, as in --only app=web; can be repeated')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'With --changed: since this git revision')
            [CompletionResult]::new('--notes', '--notes', [CompletionResultType]::ParameterName, 'Why; becomes the body of the promotion commit')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Read the request as JSON from a file, or from standard input with ''-''')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--changed', '--changed', [CompletionResultType]::ParameterName, 'Only what SOURCE changed since the last promotion to TARGET')
            [CompletionResult]::new('--prune', '--prune', [CompletionResultType]::ParameterName, 'Also remove what exists only in TARGET')
            [CompletionResult]::new('--validate', '--validate', [CompletionResultType]::ParameterName, 'Validate it at once; findings exit with 1')
            [CompletionResult]::new('--execute', '--execute', [CompletionResultType]::ParameterName, 'Validate and execute it at once, where no approval is needed')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'promote;validate' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--all-open', '--all-open', [CompletionResultType]::ParameterName, 'Every open promotion, oldest first')
            [CompletionResult]::new('--run-commands', '--run-commands', [CompletionResultType]::ParameterName, 'Run the commands of checks, whatever git''s configuration says: for CI, which runs them anyway')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'promote;approve' {
            [CompletionResult]::new('--digest', '--digest', [CompletionResultType]::ParameterName, 'Refuse where the plan has another digest; a beginning of six digits is enough')
            [CompletionResult]::new('--policy', '--policy', [CompletionResultType]::ParameterName, 'Approve the promote.yaml of a commit instead; without REV, of what is checked out')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'promote;attest' {
            [CompletionResult]::new('--name', '--name', [CompletionResultType]::ParameterName, 'What was tried')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Where more stands')
            [CompletionResult]::new('--notes', '--notes', [CompletionResultType]::ParameterName, 'What is to be said of it')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--ok', '--ok', [CompletionResultType]::ParameterName, 'It went well')
            [CompletionResult]::new('--failed', '--failed', [CompletionResultType]::ParameterName, 'It did not')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'promote;withdraw' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'promote;reject' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why; it is recorded')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'promote;execute' {
            [CompletionResult]::new('--branch', '--branch', [CompletionResultType]::ParameterName, 'Write it to a branch for a merge request instead: promote/ID, or NAME')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why what is closed is overridden; it is recorded')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--override', '--override', [CompletionResultType]::ParameterName, 'Write it although a window or a freeze keeps the target closed: for who may, with --reason')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'promote;schedule' {
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'When: ''tomorrow 09:00'', ''monday 09:00'', ''2026-11-24 09:00 Europe/Berlin'', or RFC 3339')
            [CompletionResult]::new('--in', '--in', [CompletionResultType]::ParameterName, 'So long from now: ''2h'', ''90m'', ''1d 12h''')
            [CompletionResult]::new('--expires', '--expires', [CompletionResultType]::ParameterName, 'Not any more after this time, or so long after it is due')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'promote;unschedule' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'promote;run-due' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--watch', '--watch', [CompletionResultType]::ParameterName, 'Stay, and execute each when its time comes')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'promote;refresh' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'promote;cancel' {
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why; it is recorded')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'promote;rollback' {
            [CompletionResult]::new('--key', '--key', [CompletionResultType]::ParameterName, 'Take back only the configs that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; can be repeated')
            [CompletionResult]::new('--reason', '--reason', [CompletionResultType]::ParameterName, 'Why; it is recorded')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--override', '--override', [CompletionResultType]::ParameterName, 'Roll back although a window or a freeze keeps the target closed, where rollbacks keep to them: for who may')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'promote;list' {
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Show at most this many')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Those that have ended, too')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'promote;show' {
            [CompletionResult]::new('--simulate-at', '--simulate-at', [CompletionResultType]::ParameterName, 'As it would be then: RFC 3339, or a local time with its zone')
            [CompletionResult]::new('--simulate-as', '--simulate-as', [CompletionResultType]::ParameterName, 'What an approval by this person would change')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show the values of secrets; at a terminal only')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'promote;log' {
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Show at most this many')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'promote;verify' {
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only what came after this commit')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--pre-receive', '--pre-receive', [CompletionResultType]::ParameterName, 'As git''s hook of this name: judge the push on standard input, by the rules from before it')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'promote;trust' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Do not ask')
            [CompletionResult]::new('--revoke', '--revoke', [CompletionResultType]::ParameterName, 'Trust none any more')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'promote;completions' {
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'promote;man' {
            [CompletionResult]::new('--dir', '--dir', [CompletionResultType]::ParameterName, 'Write promote.1, promote-diff.1 and so on into this folder')
            [CompletionResult]::new('-C', '-C ', [CompletionResultType]::ParameterName, 'Run as if started in this folder')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'How to print the result: text, json, or patch (diff only)')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print less: the result alone')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: whole ids')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Say what would be done, and write nothing')
            [CompletionResult]::new('--offline', '--offline', [CompletionResultType]::ParameterName, 'Ask no remote: what was fetched last must do')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            break
        }
        'promote;help' {
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Find the environments of this repository and write a first promote.yaml')
            [CompletionResult]::new('status', 'status', [CompletionResultType]::ParameterValue, 'Show the pipeline at a glance: what waits on each edge, what is open, who must act')
            [CompletionResult]::new('diff', 'diff', [CompletionResultType]::ParameterValue, 'Show how two environments differ, key by key')
            [CompletionResult]::new('configs', 'configs', [CompletionResultType]::ParameterValue, 'List the keys, values and ids of an environment')
            [CompletionResult]::new('create', 'create', [CompletionResultType]::ParameterValue, 'Plan a promotion and record it')
            [CompletionResult]::new('validate', 'validate', [CompletionResultType]::ParameterValue, 'Check a promotion against exactly what would land')
            [CompletionResult]::new('approve', 'approve', [CompletionResultType]::ParameterValue, 'Approve exactly the plan of a promotion')
            [CompletionResult]::new('attest', 'attest', [CompletionResultType]::ParameterValue, 'Record how a test, a canary or a load went with exactly this plan')
            [CompletionResult]::new('withdraw', 'withdraw', [CompletionResultType]::ParameterValue, 'Withdraw your own approval of a promotion')
            [CompletionResult]::new('reject', 'reject', [CompletionResultType]::ParameterValue, 'Reject a promotion, with the reason')
            [CompletionResult]::new('execute', 'execute', [CompletionResultType]::ParameterValue, 'Write a promotion to its target')
            [CompletionResult]::new('schedule', 'schedule', [CompletionResultType]::ParameterValue, 'Schedule a promotion, to be executed when its time comes')
            [CompletionResult]::new('unschedule', 'unschedule', [CompletionResultType]::ParameterValue, 'Take a promotion off its time; it stays open')
            [CompletionResult]::new('run-due', 'run-due', [CompletionResultType]::ParameterValue, 'Execute the promotions that are due')
            [CompletionResult]::new('refresh', 'refresh', [CompletionResultType]::ParameterValue, 'Plan a promotion anew on today''s source and target')
            [CompletionResult]::new('cancel', 'cancel', [CompletionResultType]::ParameterValue, 'Give a promotion up, any time before it is executed')
            [CompletionResult]::new('rollback', 'rollback', [CompletionResultType]::ParameterValue, 'Take back exactly one promotion, or some of its keys')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List promotions: the open ones, newest first')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one promotion whole: state, plan, who did what, and what it waits for')
            [CompletionResult]::new('log', 'log', [CompletionResultType]::ParameterValue, 'Show what was promoted into an environment, newest first')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Prove that what stands in the environments came there by the rules')
            [CompletionResult]::new('trust', 'trust', [CompletionResultType]::ParameterValue, 'Let commands of checks run here, for the promote.yaml of now')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the completion script of a shell')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print the manual page, or write one for each command into a folder')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'promote;help;init' {
            break
        }
        'promote;help;status' {
            break
        }
        'promote;help;diff' {
            break
        }
        'promote;help;configs' {
            break
        }
        'promote;help;create' {
            break
        }
        'promote;help;validate' {
            break
        }
        'promote;help;approve' {
            break
        }
        'promote;help;attest' {
            break
        }
        'promote;help;withdraw' {
            break
        }
        'promote;help;reject' {
            break
        }
        'promote;help;execute' {
            break
        }
        'promote;help;schedule' {
            break
        }
        'promote;help;unschedule' {
            break
        }
        'promote;help;run-due' {
            break
        }
        'promote;help;refresh' {
            break
        }
        'promote;help;cancel' {
            break
        }
        'promote;help;rollback' {
            break
        }
        'promote;help;list' {
            break
        }
        'promote;help;show' {
            break
        }
        'promote;help;log' {
            break
        }
        'promote;help;verify' {
            break
        }
        'promote;help;trust' {
            break
        }
        'promote;help;completions' {
            break
        }
        'promote;help;man' {
            break
        }
        'promote;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
