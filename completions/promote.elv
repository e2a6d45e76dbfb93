
use builtin;
use str;

set edit:completion:arg-completer[promote] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'promote'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'promote'= {
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand init 'Find the environments of this repository and write a first promote.yaml'
            cand status 'Show the pipeline at a glance: what waits on each edge, what is open, who must act'
            cand diff 'Show how two environments differ, key by key'
            cand configs 'List the keys, values and ids of an environment'
            cand create 'Plan a promotion and record it'
            cand validate 'Check a promotion against exactly what would land'
            cand approve 'Approve exactly the plan of a promotion'
            cand attest 'Record how a test, a canary or a load went with exactly this plan'
            cand withdraw 'Withdraw your own approval of a promotion'
            cand reject 'Reject a promotion, with the reason'
            cand execute 'Write a promotion to its target'
            cand schedule 'Schedule a promotion, to be executed when its time comes'
            cand unschedule 'Take a promotion off its time; it stays open'
            cand run-due 'Execute the promotions that are due'
            cand refresh 'Plan a promotion anew on today''s source and target'
            cand cancel 'Give a promotion up, any time before it is executed'
            cand rollback 'Take back exactly one promotion, or some of its keys'
            cand list 'List promotions: the open ones, newest first'
            cand show 'Show one promotion whole: state, plan, who did what, and what it waits for'
            cand log 'Show what was promoted into an environment, newest first'
            cand verify 'Prove that what stands in the environments came there by the rules'
            cand trust 'Let commands of checks run here, for the promote.yaml of now'
            cand completions 'Print the completion script of a shell'
            cand man 'Print the manual page, or write one for each command into a folder'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'promote;init'= {
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand --print 'Print the proposal alone and write nothing'
            cand --commit 'Commit it to the branch that is checked out, and nothing else with it'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'promote;status'= {
            cand --only 'Only files whose capture has this value, as in --only app=web; can be repeated'
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'promote;diff'= {
            cand --only 'Only files whose capture has this value, as in --only app=web; can be repeated'
            cand --since 'With --changed: since this git revision'
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand --changed 'Only what SOURCE changed since the last promotion to TARGET'
            cand --keep 'Show TARGET''s own keys, too'
            cand --stat 'Count the changes of each file instead of showing them'
            cand --name-only 'Print the paths of the files that differ, one a line'
            cand --exit-code 'Exit with 1 where configs differ'
            cand --show-secrets 'Show the values of secrets; at a terminal only'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'promote;configs'= {
            cand --only 'Only files whose capture has this value, as in --only app=web; can be repeated'
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand --show-secrets 'Show the values of secrets; at a terminal only'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'promote;create'= {
            cand --config 'Take the config with this id; can be repeated'
            cand --flag 'Take the flag with this id; can be repeated'
            cand --key 'Take the configs that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; can be repeated'
            cand --type 'How configs are chosen; inferred from the selectors where not given'
            cand --only 'Only files whose capture has this value, as in --only app=web; can be repeated'
            cand --since 'With --changed: since this git revision'
            cand --notes 'Why; becomes the body of the promotion commit'
            cand --from 'Read the request as JSON from a file, or from standard input with ''-'''
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand --changed 'Only what SOURCE changed since the last promotion to TARGET'
            cand --prune 'Also remove what exists only in TARGET'
            cand --validate 'Validate it at once; findings exit with 1'
            cand --execute 'Validate and execute it at once, where no approval is needed'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'promote;validate'= {
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand --all-open 'Every open promotion, oldest first'
            cand --run-commands 'Run the commands of checks, whatever git''s configuration says: for CI, which runs them anyway'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'promote;approve'= {
            cand --digest 'Refuse where the plan has another digest; a beginning of six digits is enough'
            cand --policy 'Approve the promote.yaml of a commit instead; without REV, of what is checked out'
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'promote;attest'= {
            cand --name 'What was tried'
            cand --url 'Where more stands'
            cand --notes 'What is to be said of it'
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand --ok 'It went well'
            cand --failed 'It did not'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'promote;withdraw'= {
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'promote;reject'= {
            cand --reason 'Why; it is recorded'
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'promote;execute'= {
            cand --branch 'Write it to a branch for a merge request instead: promote/ID, or NAME'
            cand --reason 'Why what is closed is overridden; it is recorded'
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand --override 'Write it although a window or a freeze keeps the target closed: for who may, with --reason'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'promote;schedule'= {
            cand --at 'When: ''tomorrow 09:00'', ''monday 09:00'', ''2026-11-24 09:00 Europe/Berlin'', or RFC 3339'
            cand --in 'So long from now: ''2h'', ''90m'', ''1d 12h'''
            cand --expires 'Not any more after this time, or so long after it is due'
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'promote;unschedule'= {
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'promote;run-due'= {
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand --watch 'Stay, and execute each when its time comes'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'promote;refresh'= {
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'promote;cancel'= {
            cand --reason 'Why; it is recorded'
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'promote;rollback'= {
            cand --key 'Take back only the configs that match [FILE[#DOCUMENT]:]KEY, with * ? {a,b}; can be repeated'
            cand --reason 'Why; it is recorded'
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand --override 'Roll back although a window or a freeze keeps the target closed, where rollbacks keep to them: for who may'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'promote;list'= {
            cand --limit 'Show at most this many'
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand --all 'Those that have ended, too'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'promote;show'= {
            cand --simulate-at 'As it would be then: RFC 3339, or a local time with its zone'
            cand --simulate-as 'What an approval by this person would change'
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand --show-secrets 'Show the values of secrets; at a terminal only'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'promote;log'= {
            cand --limit 'Show at most this many'
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'promote;verify'= {
            cand --since 'Only what came after this commit'
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand --pre-receive 'As git''s hook of this name: judge the push on standard input, by the rules from before it'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'promote;trust'= {
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand -y 'Do not ask'
            cand --yes 'Do not ask'
            cand --revoke 'Trust none any more'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'promote;completions'= {
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'promote;man'= {
            cand --dir 'Write promote.1, promote-diff.1 and so on into this folder'
            cand -C 'Run as if started in this folder'
            cand --color 'When to use colours: auto, always or never (NO_COLOR and CLICOLOR_FORCE count, too)'
            cand -o 'How to print the result: text, json, or patch (diff only)'
            cand --output 'How to print the result: text, json, or patch (diff only)'
            cand -q 'Print less: the result alone'
            cand --quiet 'Print less: the result alone'
            cand -v 'Print more: whole ids'
            cand --verbose 'Print more: whole ids'
            cand --dry-run 'Say what would be done, and write nothing'
            cand --offline 'Ask no remote: what was fetched last must do'
            cand -h 'Print help'
            cand --help 'Print help'
        }
        &'promote;help'= {
            cand init 'Find the environments of this repository and write a first promote.yaml'
            cand status 'Show the pipeline at a glance: what waits on each edge, what is open, who must act'
            cand diff 'Show how two environments differ, key by key'
            cand configs 'List the keys, values and ids of an environment'
            cand create 'Plan a promotion and record it'
            cand validate 'Check a promotion against exactly what would land'
            cand approve 'Approve exactly the plan of a promotion'
            cand attest 'Record how a test, a canary or a load went with exactly this plan'
            cand withdraw 'Withdraw your own approval of a promotion'
            cand reject 'Reject a promotion, with the reason'
            cand execute 'Write a promotion to its target'
            cand schedule 'Schedule a promotion, to be executed when its time comes'
            cand unschedule 'Take a promotion off its time; it stays open'
            cand run-due 'Execute the promotions that are due'
            cand refresh 'Plan a promotion anew on today''s source and target'
            cand cancel 'Give a promotion up, any time before it is executed'
            cand rollback 'Take back exactly one promotion, or some of its keys'
            cand list 'List promotions: the open ones, newest first'
            cand show 'Show one promotion whole: state, plan, who did what, and what it waits for'
            cand log 'Show what was promoted into an environment, newest first'
            cand verify 'Prove that what stands in the environments came there by the rules'
            cand trust 'Let commands of checks run here, for the promote.yaml of now'
            cand completions 'Print the completion script of a shell'
            cand man 'Print the manual page, or write one for each command into a folder'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'promote;help;init'= {
        }
        &'promote;help;status'= {
        }
        &'promote;help;diff'= {
        }
        &'promote;help;configs'= {
        }
        &'promote;help;create'= {
        }
        &'promote;help;validate'= {
        }
        &'promote;help;approve'= {
        }
        &'promote;help;attest'= {
        }
        &'promote;help;withdraw'= {
        }
        &'promote;help;reject'= {
        }
        &'promote;help;execute'= {
        }
        &'promote;help;schedule'= {
        }
        &'promote;help;unschedule'= {
        }
        &'promote;help;run-due'= {
        }
        &'promote;help;refresh'= {
        }
        &'promote;help;cancel'= {
        }
        &'promote;help;rollback'= {
        }
        &'promote;help;list'= {
        }
        &'promote;help;show'= {
        }
        &'promote;help;log'= {
        }
        &'promote;help;verify'= {
        }
        &'promote;help;trust'= {
        }
        &'promote;help;completions'= {
        }
        &'promote;help;man'= {
        }
        &'promote;help;help'= {
        }
    ]
    $completions[$command]
}
