using System.CommandLine;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Sweeps;

namespace Counterfactual.Client.Commands;

/// <summary>The options of commands that launch a sweep.</summary>
internal sealed class LaunchOptions
{
    private readonly Option<bool> fresh = new("--fresh")
    {
        Description = "Start over: leave results of the same experiments unused.",
    };

    private readonly Option<bool> detach = new("--detach")
    {
        Description = "Leave the sweep to a silo in the background and return at once.",
    };

    /// <summary>Edits of the sweep file.</summary>
    public SetOption Set { get; } = new();

    /// <summary>Makes these options known to a command.</summary>
    public void AddTo(Command command)
    {
        command.Add(Set);
        command.Add(fresh);
        command.Add(detach);
    }

    /// <summary>Whether to return at once.</summary>
    public bool IsDetached(ParseResult parse) => parse.GetValue(detach);

    /// <summary>Reads the sweep file, so that its errors come before anything is started.</summary>
    /// <exception cref="SweepFileException">Something is wrong in it.</exception>
    public LaunchRequest Read(ParseResult parse, string file)
    {
        var overrides = parse.GetValue(Set) ?? [];
        var text = SweepFile.ReadText(file);
        SweepFile.Parse(text, file, overrides);
        return new LaunchRequest
        {
            FileName = Path.GetFullPath(file),
            Text = text,
            Overrides = overrides,
            Fresh = parse.GetValue(fresh),
        };
    }
}
