using System.Text.Json;
using System.Text.Json.Serialization;
using Counterfactual.Grains.Sweeps;
using Counterfactual.Training.Experiments;

namespace Counterfactual.Silo.Trainers;

// What a silo and a trainer process say to each other: one JSON object a line, UTF-8, over the trainer's standard input and
// output, with the kind of message in "type". Standard error is the experiment's log.
//
//   silo     {"type":"devices"}         after "ready"; the trainer answers {"type":"devices", ...}
//   silo     {"type":"run", ...}        after "ready", and again after "completed" or "stopped"
//   trainer  {"type":"shard"|"progress"|"worked"|"metric"|"checkpoint"|"gallery"|"span"|"measured", ...}   any number, in any
//            order; from "progress" of another step, "worked" and what was written the silo sees that it has not hung
//   trainer  {"type":"rung", ...}       at the end of an epoch: waits for the answer, or for "stop"
//   silo     {"type":"decision", ...}   the answer
//   trainer  {"type":"completed"|"stopped"|"failed", ...}             ends the run
//   silo     {"type":"stop"}            at any time: write a checkpoint and end the run with "stopped"
//
// A checkpoint belongs to the silo as soon as it is reported: the trainer neither reads nor removes the file afterwards. When
// standard input closes the trainer ends at once, whatever it is doing.

/// <summary>What a silo says to a trainer process.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(ListDevices), "devices")]
[JsonDerivedType(typeof(Run), "run")]
[JsonDerivedType(typeof(Decision), "decision")]
[JsonDerivedType(typeof(Stop), "stop")]
internal abstract record TrainerCommand
{
    /// <summary>Say which devices libtorch can use: the silo does not load it.</summary>
    internal sealed record ListDevices : TrainerCommand;

    /// <summary>Run an experiment.</summary>
    /// <param name="Experiment">Its key, for messages.</param>
    /// <param name="Settings">The settings, as JSON text, that the trainer reads.</param>
    /// <param name="Environment">Where to run it.</param>
    /// <param name="EarlyStopping">At which epochs to ask whether to go on; null for none.</param>
    /// <param name="Trace">The attempt's span, as W3C traceparent; null where nobody wants to hear of spans.</param>
    internal sealed record Run(
        string Experiment, string Settings, ExperimentEnvironment Environment,
        EarlyStopping? EarlyStopping = null, string? Trace = null) : TrainerCommand;

    /// <summary>The answer to the last "rung".</summary>
    /// <param name="GoesOn">Whether to train on; otherwise the weights are evaluated as they are.</param>
    internal sealed record Decision(bool GoesOn) : TrainerCommand;

    /// <summary>Finish the step, write a checkpoint and end the run.</summary>
    internal sealed record Stop : TrainerCommand;
}

/// <summary>What a trainer process says to its silo.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "type")]
[JsonDerivedType(typeof(Ready), "ready")]
[JsonDerivedType(typeof(Devices), "devices")]
[JsonDerivedType(typeof(Shard), "shard")]
[JsonDerivedType(typeof(Progress), "progress")]
[JsonDerivedType(typeof(Worked), "worked")]
[JsonDerivedType(typeof(Metric), "metric")]
[JsonDerivedType(typeof(Checkpoint), "checkpoint")]
[JsonDerivedType(typeof(Gallery), "gallery")]
[JsonDerivedType(typeof(Rung), "rung")]
[JsonDerivedType(typeof(Span), "span")]
[JsonDerivedType(typeof(Measured), "measured")]
[JsonDerivedType(typeof(Completed), "completed")]
[JsonDerivedType(typeof(Stopped), "stopped")]
[JsonDerivedType(typeof(Failed), "failed")]
internal abstract record TrainerMessage
{
    /// <summary>It takes commands.</summary>
    internal sealed record Ready : TrainerMessage;

    /// <summary>Which devices libtorch can use.</summary>
    /// <param name="Cuda">How many CUDA devices; 0 where libtorch was built without, or there are none.</param>
    /// <param name="Torch">Version of libtorch.</param>
    internal sealed record Devices(int Cuda, string Torch) : TrainerMessage;

    /// <summary>A shard was made ready.</summary>
    internal sealed record Shard(PreparedShard Prepared) : TrainerMessage;

    /// <summary>Where the experiment stands.</summary>
    internal sealed record Progress(ExperimentProgress Now) : TrainerMessage;

    /// <summary>Something was done that is no step: images were decoded or evaluated, for example.</summary>
    internal sealed record Worked : TrainerMessage;

    /// <summary>A metric was measured.</summary>
    internal sealed record Metric(string Name, int Step, double Value) : TrainerMessage;

    /// <summary>A checkpoint was written; the file is the silo's from now on.</summary>
    internal sealed record Checkpoint(WrittenCheckpoint Written) : TrainerMessage;

    /// <summary>Pictures were drawn; the file is the silo's from now on.</summary>
    internal sealed record Gallery(WrittenGallery Written) : TrainerMessage;

    /// <summary>An epoch ended at which early stopping has a rung; the trainer waits for the decision.</summary>
    /// <param name="Number">The rung, from 1.</param>
    /// <param name="Epoch">The epoch, from 1.</param>
    /// <param name="Value">The metric that is compared.</param>
    internal sealed record Rung(int Number, int Epoch, double Value) : TrainerMessage;

    /// <summary>A span began or ended.</summary>
    /// <param name="Id">Its identity: 16 hexadecimal digits.</param>
    /// <param name="Above">That of the span above it.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Started">When it began, UTC.</param>
    /// <param name="Ended">When it ended; null where it has just begun.</param>
    /// <param name="Attributes">What is known of it.</param>
    /// <param name="Error">What went wrong in it; null where nothing did.</param>
    internal sealed record Span(
        string Id, string Above, string Name, DateTime Started, DateTime? Ended,
        IReadOnlyList<SpanAttribute> Attributes, string? Error = null) : TrainerMessage;

    /// <summary>What was measured since the last such message.</summary>
    internal sealed record Measured(IReadOnlyList<TakenMeasurements> Of) : TrainerMessage;

    /// <summary>The run ended with a result.</summary>
    internal sealed record Completed(ExperimentOutcome Outcome) : TrainerMessage;

    /// <summary>The run ended because it was told to.</summary>
    internal sealed record Stopped : TrainerMessage;

    /// <summary>The run ended with an error that the trainer understood.</summary>
    /// <param name="Message">What was wrong.</param>
    /// <param name="Retryable">Whether another attempt might succeed.</param>
    /// <param name="Fault">The kind of trouble.</param>
    internal sealed record Failed(string Message, bool Retryable, ExperimentFault Fault) : TrainerMessage;
}

/// <summary>An attribute of a span: a text or a number.</summary>
internal sealed record SpanAttribute(string Name, string? Text = null, double? Number = null);

/// <summary>Measurements of one instrument with one attribute, or none.</summary>
/// <param name="Instrument">Its name.</param>
/// <param name="Values">What was measured; the sum alone of what is counted.</param>
/// <param name="Attribute">Name of the attribute.</param>
/// <param name="Value">Its value.</param>
internal sealed record TakenMeasurements(
    string Instrument, IReadOnlyList<double> Values, string? Attribute = null, string? Value = null);

/// <summary>The JSON of the protocol. Losses may be NaN or infinite: they travel as words.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
    AllowOutOfOrderMetadataProperties = true,
    RespectRequiredConstructorParameters = true,
    RespectNullableAnnotations = true,
    Converters = [typeof(JsonStringEnumConverter<ExperimentPhase>), typeof(JsonStringEnumConverter<ExperimentFault>),
        typeof(JsonStringEnumConverter<MetricMode>)])]
[JsonSerializable(typeof(TrainerCommand))]
[JsonSerializable(typeof(TrainerMessage))]
internal sealed partial class TrainerJson : JsonSerializerContext;
