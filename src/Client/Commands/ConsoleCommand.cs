using System.CommandLine;

namespace Counterfactual.Client.Commands;

/// <summary>A command of the console; its help ends with examples.</summary>
internal abstract class ConsoleCommand(string name, string description, params IReadOnlyList<string> examples)
    : Command(name, description)
{
    /// <summary>Complete command lines.</summary>
    public IReadOnlyList<string> Examples => examples;

    /// <summary>The words that call a command: <c>counterfactual sweep show</c>.</summary>
    public static string PathOf(Command command) =>
        command.Parents.OfType<Command>().FirstOrDefault() is { } parent ? $"{PathOf(parent)} {command.Name}" : "counterfactual";
}
