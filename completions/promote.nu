# Completion of promote for nushell. Save it as promote.nu, and load it in config.nu: source promote.nu

let promote_others = $env.config.completions?.external?.completer?
$env.config.completions.external.enable = true
$env.config.completions.external.completer = {|spans|
    if ($spans | first) == "promote" {
        ^promote __complete nushell $"=($spans | last)" ...($spans | drop 1)
        | lines
        | each {|line|
            let parts = $line | split row --number 2 (char tab)
            { value: ($parts | first), description: ($parts | last) }
        }
    } else if $promote_others != null {
        do $promote_others $spans
    }
}
