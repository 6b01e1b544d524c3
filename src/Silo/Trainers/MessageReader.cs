using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Counterfactual.Grains.Experiments;

namespace Counterfactual.Silo.Trainers;

/// <summary>Reads a trainer's messages from its standard output, whatever comes there.</summary>
internal static class MessageReader
{
    /// <summary>Longest line in bytes; the protocol's longest messages have a few thousand.</summary>
    internal const int LongestLine = 1 << 20;

    private const int ShownOfWrongLine = 200;

    /// <summary>The messages until the stream ends.</summary>
    /// <exception cref="TrainerGoneException">A line is no message, or too long;
    /// the trainer cannot be trusted any more.</exception>
    internal static async IAsyncEnumerable<TrainerMessage> ReadAsync(
        Stream output, [EnumeratorCancellation] CancellationToken cancellation = default)
    {
        var reader = PipeReader.Create(output);
        try
        {
            while (true)
            {
                var read = await reader.ReadAsync(cancellation);
                var buffer = read.Buffer;
                while (buffer.PositionOf((byte)'\n') is { } end)
                {
                    yield return Parse(buffer.Slice(0, end));
                    buffer = buffer.Slice(buffer.GetPosition(1, end));
                }

                if (buffer.Length > LongestLine)
                {
                    throw Wrong($"a line of more than {LongestLine} bytes");
                }

                reader.AdvanceTo(buffer.Start, buffer.End);
                if (read.IsCompleted)
                {
                    break;
                }
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }

    private static TrainerMessage Parse(ReadOnlySequence<byte> line)
    {
        try
        {
            var json = new Utf8JsonReader(line);
            if (JsonSerializer.Deserialize(ref json, TrainerJson.Default.TrainerMessage) is { } message)
            {
                return message;
            }
        }
        catch (Exception wrong) when (wrong is JsonException or NotSupportedException)
        {
            // Told below, with the line.
        }

        throw Wrong($"'{Encoding.UTF8.GetString(line.Slice(0, Math.Min(line.Length, ShownOfWrongLine)))}'");
    }

    private static TrainerGoneException Wrong(string what) =>
        new(FailureCause.TrainerError, $"the trainer process sent {what}; expected a message of the trainer protocol");
}
