using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using Counterfactual.Silo.Artifacts;
using Counterfactual.Silo.Devices;
using Counterfactual.Silo.Hosting;
using Counterfactual.Silo.Telemetry;
using Counterfactual.Silo.Trainers;

namespace Counterfactual.Client.Commands;

/// <summary>
/// How a silo is set up: by options of <c>counterfactual silo</c>, and by variables of the environment where they are not
/// given. The variables hold for silos that a console embeds or leaves behind as well.
/// </summary>
internal sealed class SiloSettings
{
    private const double LeastLease = 1;

    /// <summary>Where experiments are kept.</summary>
    public Option<string?> Store { get; } = New<string?>(
        "--store",
        SiloVariables.Store,
        "STORE",
        "Database: sqlite:PATH, postgres://USER:PASSWORD@HOST/DATABASE or Host=...;Database=... Other users of the machine see a "
        + "password in a command line; better set the variable. [default: in the home]",
        text => text);

    /// <summary>The silo's name.</summary>
    public Option<SiloName?> Name { get; } = New(
        "--name", SiloVariables.Name, "NAME", "Name of the silo, unique in its store. [default: the machine's]", SiloName.Parse);

    /// <summary>Where checkpoints are kept.</summary>
    public Option<ArtifactLocation?> Artifacts { get; } = New<ArtifactLocation?>(
        "--artifacts",
        SiloVariables.Artifacts,
        "PLACE",
        "Where checkpoints and models are kept, the same for all silos of a store: a directory, or "
        + "azblob://ACCOUNT/CONTAINER[/PREFIX] (docs/artifacts.md). [default: in the home]",
        ArtifactLocation.Parse);

    /// <summary>Where telemetry goes.</summary>
    public Option<TelemetryOptions?> Telemetry { get; } = New<TelemetryOptions>(
        "--telemetry",
        SiloVariables.Telemetry,
        "console|otlp[=URL]",
        "Trace what the silo does, unless one that runs already does as it was told: to standard error, or by OTLP to a "
        + "collector as the OTEL_* variables say. [default: off]",
        TelemetryOptions.Parse);

    /// <summary>How long a silo may take to end.</summary>
    public Option<double?> Grace { get; } = New<double?>(
        "--grace",
        SiloVariables.Grace,
        "SECONDS",
        "How long experiments may take to checkpoint when the silo is told to end. [default: 4.5]",
        text => Seconds(text, 0.1));

    /// <summary>How long a silo may be silent.</summary>
    public Option<double?> Lease { get; } = New<double?>(
        "--lease",
        SiloVariables.Lease,
        "SECONDS",
        "How long the silo may be silent until its experiments go to others. [default: 15]",
        text => Seconds(text, LeastLease));

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[Store, Name, Artifacts, Grace, Lease, Telemetry])
        {
            command.Add(option);
        }
    }

    /// <summary>What was asked for.</summary>
    /// <exception cref="WrongRequestException">A variable of the environment has a value that is none.</exception>
    public SiloOptions Read(ParseResult parse, Option<DeviceSelection?> devices)
    {
        var trainers = new TrainerOptions();
        if ((parse.GetValue(Lease) ?? Variable<double?>(SiloVariables.Lease, text => Seconds(text, LeastLease))) is { } lease)
        {
            trainers = trainers.WithLease(TimeSpan.FromSeconds(lease));
        }

        if ((parse.GetValue(Grace) ?? Variable<double?>(SiloVariables.Grace, text => Seconds(text, 0.1))) is { } grace)
        {
            trainers = trainers.WithGrace(TimeSpan.FromSeconds(grace));
        }

        return new()
        {
            Store = parse.GetValue(Store) ?? Variable<string?>(SiloVariables.Store, text => text),
            Name = parse.GetValue(Name) ?? Variable(SiloVariables.Name, SiloName.Parse),
            Artifacts = parse.GetValue(Artifacts) ?? Variable(SiloVariables.Artifacts, ArtifactLocation.Parse),
            Devices = parse.GetValue(devices) ?? Variable(SiloVariables.Devices, DeviceSelection.Parse),
            Trainers = trainers,
            Telemetry = parse.GetValue(Telemetry)
                ?? Variable<TelemetryOptions>(SiloVariables.Telemetry, TelemetryOptions.Parse) ?? new(),
        };
    }

    private static Option<T?> New<T>(
        string name, string variable, string help, string description, Func<string, T?> read) => new(name)
        {
            Description = $"{description} [environment: {variable}]",
            HelpName = help,
            CustomParser = argument => Parse(argument, read),
        };

    private static T? Parse<T>(ArgumentResult argument, Func<string, T?> read)
    {
        try
        {
            return read(argument.Tokens[0].Value);
        }
        catch (FormatException wrong)
        {
            argument.AddError(wrong.Message);
            return default;
        }
    }

    private static T? Variable<T>(string variable, Func<string, T?> read)
    {
        try
        {
            return Environment.GetEnvironmentVariable(variable) is { Length: > 0 } text ? read(text) : default;
        }
        catch (FormatException wrong)
        {
            throw new WrongRequestException($"{variable}: {wrong.Message}");
        }
    }

    private static double Seconds(string text, double least) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var seconds)
        && seconds >= least && seconds <= TimeSpan.FromDays(1).TotalSeconds
            ? seconds
            : throw new FormatException(string.Create(
                CultureInfo.InvariantCulture, $"'{text}' is no time; expected seconds, from {least} to 86400"));
}
