using System.Diagnostics.Metrics;
using Counterfactual.Training.Images;

namespace Counterfactual.Training.Tests.Data;

/// <summary>Counts the images that this thread and those it starts decode, as the meter of the decoder tells.</summary>
internal sealed class DecodeCounter : IDisposable
{
    // Other tests decode at the same time, on other threads.
    private static readonly AsyncLocal<DecodeCounter?> Current = new();

    private readonly MeterListener listener = new();
    private long count;

    public DecodeCounter()
    {
        Current.Value = this;
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == ImageDecoder.MeterName)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, measured, _, _) =>
        {
            if (Current.Value == this)
            {
                Interlocked.Add(ref count, measured);
            }
        });
        listener.Start();
    }

    public long Count => Interlocked.Read(ref count);

    public void Dispose()
    {
        Current.Value = null;
        listener.Dispose();
    }
}
