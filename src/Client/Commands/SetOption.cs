using System.CommandLine;

namespace Counterfactual.Client.Commands;

/// <summary><c>--set path=value</c>: edits a sweep file before it is read; can be given again and again.</summary>
internal sealed class SetOption : Option<string[]>
{
    public SetOption()
        : base("--set")
    {
        Description = "Change a setting of the file, such as training.epochs=2 or seeds=[0]; can be repeated.";
        HelpName = "PATH=VALUE";
        Arity = ArgumentArity.OneOrMore;
        AllowMultipleArgumentsPerToken = false;
    }
}
