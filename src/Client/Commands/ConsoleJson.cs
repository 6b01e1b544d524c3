using System.Text.Json;
using System.Text.Json.Serialization;
using Counterfactual.Silo.Api.Contracts;
using Counterfactual.Silo.Sweeps;

namespace Counterfactual.Client.Commands;

/// <summary>JSON of the results that are the console's own, in the API's form.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(ExperimentLogText))]
[JsonSerializable(typeof(TrainedExperiment))]
[JsonSerializable(typeof(SweepEstimate))]
[JsonSerializable(typeof(PretrainedFile))]
[JsonSerializable(typeof(SiloState))]
[JsonSerializable(typeof(VerifiedDataset))]
internal sealed partial class ConsoleJson : JsonSerializerContext;

/// <summary>The log of an experiment.</summary>
/// <param name="Id">Key of the experiment: <c>sweep/number</c>.</param>
/// <param name="Log">All of it, or its tail.</param>
internal sealed record ExperimentLogText(string Id, string Log);

/// <summary>Whether a silo runs in a home.</summary>
/// <param name="Home">Absolute path of the home.</param>
/// <param name="Silo">Who answers; null where no silo runs.</param>
internal sealed record SiloState(string Home, SiloHealth? Silo);

/// <summary>Whether the files of a dataset are those that were registered.</summary>
/// <param name="Name">The dataset.</param>
/// <param name="Damage">What is wrong, a line each; empty where all is well.</param>
internal sealed record VerifiedDataset(string Name, IReadOnlyList<string> Damage);
