using System.CommandLine;
using System.CommandLine.Parsing;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Counterfactual.Client.Terminals;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Home;
using Counterfactual.Silo.Hosting;

namespace Counterfactual.Client.Commands;

/// <summary>The options that every command takes, and what they open.</summary>
internal sealed class CommonOptions
{
    public CommonOptions()
    {
        Silo = new SiloOption(Home);
        Format.CompletionSources.Clear();
        Format.CompletionSources.Add("table", "json");
    }

    /// <summary>A silo elsewhere.</summary>
    public SiloOption Silo { get; }

    /// <summary>Where everything is kept.</summary>
    public Option<string?> Home { get; } = new("--home")
    {
        Description = $"Directory that holds sweeps, results and caches. [default: {SiloHome.DefaultPath}]",
        HelpName = "DIR",
        Recursive = true,
    };

    /// <summary>What experiments run on.</summary>
    public Option<DeviceSelection?> Devices { get; } = new("--devices")
    {
        Description = "Devices to run on, unless a silo that runs already has its own: cpu:N (N devices of one thread each), "
            + "cuda:all, cuda:0,1, cuda:0/4 (4 experiments at once, each in a quarter of its memory), or none. "
            + "[default: all CUDA devices, or all cores where there are none]",
        HelpName = "DEVICES",
        Recursive = true,
        CustomParser = ParseDevices,
    };

    /// <summary>What decoded images may take.</summary>
    public Option<long?> CacheLimit { get; } = new("--cache-limit")
    {
        Description = "Bytes that decoded images may take in the home, such as 200GiB, unless a silo that runs already has its "
            + "own. [default: four fifths of what the disk has for them]",
        HelpName = "SIZE",
        Recursive = true,
        CustomParser = argument => ByteSizeOption.Parse("--cache-limit", argument),
    };

    /// <summary>How results are printed.</summary>
    public Option<OutputFormat> Format { get; } = new("--output", "-o")
    {
        Description = "How to print the result: a table for people, or one JSON document. [default: table]",
        HelpName = "table|json",
        Recursive = true,
        CustomParser = ParseFormat,
    };

    /// <summary>The home directory, for a command that works in this process.</summary>
    /// <exception cref="SiloHomeException">It cannot be used.</exception>
    /// <exception cref="WrongRequestException">The command line names a silo elsewhere.</exception>
    public SiloHome OpenHome(ParseResult parse)
    {
        Silo.Refuse(parse);
        return SiloHome.Open(parse.GetValue(Home));
    }

    /// <summary>The silo that was named, that of the home, or one embedded in this process that runs experiments.</summary>
    public Task<SiloConnection> OpenSiloAsync(ParseResult parse, CancellationToken stop) =>
        OpenSiloAsync(parse, home => SiloConnection.OpenAsync(home, SiloOptions(parse), stop));

    /// <summary>The silo that was named, that of the home, or one embedded in this process that only answers.</summary>
    public Task<SiloConnection> OpenAnsweringSiloAsync(ParseResult parse, CancellationToken stop) =>
        OpenSiloAsync(parse, home => SiloConnection.OpenAsync(home, SiloOptions(parse) with { RunTrainers = false }, stop));

    /// <summary>The silo that was named, or that of the home, where one runs.</summary>
    public Task<SiloConnection> OpenRunningSiloAsync(ParseResult parse, CancellationToken stop) =>
        OpenSiloAsync(parse, home => SiloConnection.ConnectAsync(home, stop));

    /// <summary>The silo that was named, that of the home, or one in the background that outlives this process.</summary>
    public Task<SiloConnection> OpenDetachedSiloAsync(ParseResult parse, CancellationToken stop) =>
        OpenSiloAsync(parse, home => SiloConnection.OpenDetachedAsync(home, SiloOptions(parse), stop));

    /// <summary>What a silo of its own process can be told besides; other commands take it from the environment.</summary>
    public SiloSettings OwnSilo { get; } = new();

    /// <summary>How a silo of this command line runs.</summary>
    /// <exception cref="WrongRequestException">A variable of the environment has a value that is none.</exception>
    public SiloOptions SiloOptions(ParseResult parse) =>
        OwnSilo.Read(parse, Devices) with { CacheLimit = parse.GetValue(CacheLimit) };

    /// <summary>Prints a command's result in the form asked for.</summary>
    public void Print<T>(ParseResult parse, TerminalStream output, T result, JsonTypeInfo<T> json, Action<T> table)
    {
        if (parse.GetValue(Format) == OutputFormat.Json)
        {
            output.WriteLine(JsonSerializer.Serialize(result, json));
        }
        else
        {
            table(result);
        }
    }

    /// <summary>A command line for people to type next, with the home or the silo of this one.</summary>
    public string Hint(ParseResult parse, string words)
    {
        var home = parse.GetValue(Home) is { Length: > 0 } path ? $" --home {ShellWord.Of(path)}" : "";
        return $"counterfactual {words}{home}{Silo.Hint(parse)}";
    }

    private async Task<SiloConnection> OpenSiloAsync(ParseResult parse, Func<SiloHome, Task<SiloConnection>> openAtHome) =>
        Silo.Read(parse) is { } address ? SiloConnection.To(address) : await openAtHome(SiloHome.Open(parse.GetValue(Home)));

    private static DeviceSelection? ParseDevices(ArgumentResult argument)
    {
        try
        {
            return DeviceSelection.Parse(argument.Tokens[0].Value);
        }
        catch (FormatException wrong)
        {
            argument.AddError(wrong.Message);
            return null;
        }
    }

    private static OutputFormat ParseFormat(ArgumentResult argument)
    {
        switch (argument.Tokens[0].Value)
        {
            case "table":
                return OutputFormat.Table;
            case "json":
                return OutputFormat.Json;
            default:
                argument.AddError($"unknown output '{argument.Tokens[0].Value}'; expected table or json");
                return OutputFormat.Table;
        }
    }
}
