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
}
