using Counterfactual.Client.Terminals;

namespace Counterfactual.Client.Commands;

/// <summary><c>counterfactual completion SHELL</c>: the script by which a shell completes this program's command lines.</summary>
internal sealed class CompletionCommand : ConsoleCommand
{
    /// <summary>
    /// The program itself knows what can follow (System.CommandLine's <c>[suggest]</c> directive); files are left to the shell.
    /// </summary>
    private const string Bash = """
        _counterfactual_complete() {
            local line="${COMP_LINE:0:COMP_POINT}" word="${COMP_WORDS[COMP_CWORD]}"
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2>/dev/null)" -- "$word"))
        }
        complete -o default -F _counterfactual_complete counterfactual
        """;

    private const string Zsh = """
        #compdef counterfactual
        _counterfactual() {
            local line="${(j: :)words[1,CURRENT]}"
            local -a suggestions=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2>/dev/null)}")
            if (( ${#${suggestions:#}} )); then
                compadd -a suggestions
            else
                _files
            fi
        }
        compdef _counterfactual counterfactual
        """;

    public CompletionCommand(Terminal terminal)
        : base(
            "completion",
            "Prints the script that has a shell complete commands and options: source it from your .bashrc or .zshrc.",
            "counterfactual completion bash",
            "counterfactual completion zsh")
    {
        Add(new ShellCommand("bash", "Prints the script for bash: source <(counterfactual completion bash)", Bash, terminal));
        Add(new ShellCommand("zsh", "Prints the script for zsh: source <(counterfactual completion zsh), after compinit.", Zsh, terminal));
    }

    private sealed class ShellCommand : ConsoleCommand
    {
        public ShellCommand(string name, string description, string script, Terminal terminal)
            : base(name, description, $"counterfactual completion {name}") => SetAction(_ =>
            {
                terminal.Output.WriteLine(script);
                return ExitCode.Done;
            });
    }
}
