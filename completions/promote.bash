# Completion of promote for bash. Load it in ~/.bashrc, or put it into ~/.local/share/bash-completion/completions/promote

_promote() {
    local value
    COMPREPLY=()
    while IFS= read -r value; do
        COMPREPLY+=("$value")
    done < <(command promote __complete bash "=${COMP_LINE:0:COMP_POINT}" "=$2" "$COMP_TYPE" 2>/dev/null)
    # More is typed behind these.
    if [[ ${#COMPREPLY[@]} == 1 && ${COMPREPLY[0]} == *[=:/] ]]; then
        compopt -o nospace 2>/dev/null
    fi
}

if [[ ${BASH_VERSINFO[0]} -gt 4 || ${BASH_VERSINFO[0]} -eq 4 && ${BASH_VERSINFO[1]} -ge 4 ]]; then
    complete -o nosort -F _promote promote
else
    complete -F _promote promote
fi
