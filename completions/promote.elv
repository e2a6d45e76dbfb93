# Completion of promote for elvish. Load it in ~/.config/elvish/rc.elv: eval (promote completions elvish | slurp)
use str

set edit:completion:arg-completer[promote] = {|@words|
    e:promote __complete elvish '='$words[-1] (all $words[..-1]) 2>/dev/null | from-lines | each {|line|
        var value about = (str:split &max=2 "\t" $line)
        var behind = ' '
        if (or (str:has-suffix $value '=') (or (str:has-suffix $value ':') (str:has-suffix $value '/'))) {
            set behind = ''
        }
        var shown = $value
        if (not-eq $about '') {
            set shown = $value'  ('$about')'
        }
        edit:complex-candidate $value &display=$shown &code-suffix=$behind
    }
}
