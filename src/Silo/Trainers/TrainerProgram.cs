using System.Reflection;

namespace Counterfactual.Silo.Trainers;

/// <summary>The program that trains: this same one, under its hidden command <c>trainer</c>.</summary>
/// <param name="FileName">The executable.</param>
/// <param name="Arguments">Its arguments.</param>
public sealed record TrainerProgram(string FileName, IReadOnlyList<string> Arguments)
{
    /// <summary>This program, whether it was started by its own executable or by <c>dotnet</c>.</summary>
    /// <exception cref="InvalidOperationException">The process was started in some other way.</exception>
    public static TrainerProgram ThisOne(params IEnumerable<string> arguments)
    {
        var process = Environment.ProcessPath
            ?? throw new InvalidOperationException("the path of the running program is not known; expected one on Linux");
        var byHost = Path.GetFileNameWithoutExtension(process) == "dotnet";
        return byHost && Assembly.GetEntryAssembly()?.Location is { Length: > 0 } assembly
            ? new TrainerProgram(process, [assembly, .. arguments])
            : new TrainerProgram(process, [.. arguments]);
    }
}
