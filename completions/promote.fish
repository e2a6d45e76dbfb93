# Completion of promote for fish. Put it into ~/.config/fish/completions/

function __promote_complete
    set -l words (commandline --current-process --tokenize --cut-at-cursor)
    command promote __complete fish "="(commandline --current-token --cut-at-cursor) $words 2>/dev/null
end

complete --command promote --erase
complete --command promote --no-files --keep-order --arguments '(__promote_complete)'
