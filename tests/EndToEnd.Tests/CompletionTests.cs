namespace Counterfactual.EndToEnd.Tests;

/// <summary>Completion in a real shell, by the script that the console prints.</summary>
public sealed class CompletionTests
{
    [Theory]
    [InlineData("counterfactual sw", "sweep")]
    [InlineData("counterfactual experiment l", "list log")]
    [InlineData("counterfactual token create alice --role ", "operator viewer")]
    [InlineData("counterfactual sweep list -o j", "json")]
    [InlineData("counterfactual sweep run table.yaml --fr", "--fresh")]
    [InlineData("counterfactual nothing-like-this x", "")]
    public async Task Bash_completes_commands_options_and_values(string line, string expected)
    {
        // What bash's readline does when the user presses Tab at the end of the line.
        const string Tab = """
            source <("$1" completion bash) || exit 3
            spec=$(complete -p counterfactual) || exit 4
            PATH=$(dirname "$1"):$PATH
            COMP_LINE=$2 COMP_POINT=${#2}
            read -ra COMP_WORDS <<< "$2"
            [[ $2 == *' ' ]] && COMP_WORDS+=('')
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            _counterfactual_complete
            echo "${COMPREPLY[*]}"
            """;
        await using var bash = ConsoleProcess.StartProgram("bash", ["-c", Tab, "bash", ConsoleProcess.Program, line]);
        var run = (await bash.WaitForExitAsync()).Expect(0);
        Assert.Equal(expected, string.Join(' ', run.Output.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries)
            .Order(StringComparer.Ordinal)));
        Assert.Empty(run.Error);
    }

    [Theory]
    [InlineData("counterfactual sw", "counterfactual sweep ")]
    [InlineData("counterfactual experiment l", "list  log")]
    [InlineData("counterfactual token create alice --role o", "--role operator ")]
    [InlineData("counterfactual sweep run table.yaml --fr", "--fresh ")]
    public async Task Zsh_completes_commands_options_and_values(string line, string expected)
    {
        // An interactive zsh on a terminal of its own, at which the user presses Tab at the end of the line.
        const string Tab = """
            zmodload zsh/zpty
            zpty shell 'TERM=dumb PS1=prompt zsh -f -i'
            zpty -w shell "PATH=${1:h}:\$PATH"
            zpty -w shell 'autoload -Uz compinit; compinit -u -D; source <(counterfactual completion zsh); print ready-$((1 + 1))'
            until [[ $shown == *ready-2* ]]; do zpty -r shell read || exit 3; shown+=$read; done
            zpty -r shell read '*prompt*' || exit 3
            zpty -n -w shell "$2"$'\t'
            zpty -n -w shell $' marker\n'
            shown=
            until [[ $shown == *marker* ]]; do zpty -r shell read || exit 4; shown+=$read; done
            print -r -- $shown
            zpty -d shell
            """;
        await using var zsh = ConsoleProcess.StartProgram("zsh", ["-f", "-c", Tab, "zsh", ConsoleProcess.Program, line]);
        var run = (await zsh.WaitForExitAsync()).Expect(0);
        Assert.Contains(expected, run.Output, StringComparison.Ordinal);
    }
}
