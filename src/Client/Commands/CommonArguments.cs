using System.CommandLine;

namespace Counterfactual.Client.Commands;

/// <summary>The arguments that several commands take.</summary>
internal static class CommonArguments
{
    public static Argument<string> Sweep() => new("SWEEP") { Description = "Id of the sweep, such as demo; see 'sweep list'." };

    public static Argument<string> Experiment() =>
        new("EXPERIMENT") { Description = "Id of the experiment, such as demo/3; see 'experiment list'." };

    public static Argument<string> Token() => new("NAME") { Description = "Name of the token, such as alice; see 'token list'." };

    public static Argument<string> Dataset() =>
        new("NAME") { Description = "Name of the dataset: a-z, 0-9, '.', '-' and '_'; see 'dataset list'." };

    public static Argument<string> Model() =>
        new("MODEL") { Description = "Name of the model, such as vit-b-32; see 'model list'." };

    public static Argument<string> SweepFile() => new("FILE") { Description = "The sweep file (YAML)." };
}
