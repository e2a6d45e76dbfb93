# Completion of promote for PowerShell. Load it in $PROFILE: promote completions powershell | Out-String | Invoke-Expression

Register-ArgumentCompleter -Native -CommandName promote -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    # The text of a word, never its value: a variable or a command in it must not be evaluated.
    $before = @($commandAst.CommandElements | Where-Object { $_.Extent.EndOffset -lt $cursorPosition } | ForEach-Object {
        if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value } else { $_.Extent.Text }
    })
    $program = Get-Command -CommandType Application -Name promote -TotalCount 1 -ErrorAction SilentlyContinue
    if (-not $program) { return }
    & $program __complete powershell "=$wordToComplete" @before 2>$null | ForEach-Object {
        $value, $about = $_ -split "`t", 2
        if (-not $about) { $about = $value }
        $text = $value
        if ($text -match '[^\w./:=@%+-]') { $text = "'" + $text.Replace("'", "''") + "'" }
        [System.Management.Automation.CompletionResult]::new($text, $value, 'ParameterValue', $about)
    }
}
