namespace Counterfactual.Torch;

/// <summary>What libtorch refused or failed to do, in its own words, with the operator's name where there is one.</summary>
/// <param name="message">The message of the native exception.</param>
public sealed class TorchException(string message) : Exception(message)
{
    internal static unsafe void ThrowIf(byte* error)
    {
        if (error is not null)
        {
            throw From(error);
        }
    }

    internal static unsafe TorchException From(byte* error, string? where = null)
    {
        var message = System.Runtime.InteropServices.Marshal.PtrToStringUTF8((nint)error) ?? "an error without a message";
        return new TorchException(where is null ? message : $"{where}: {message}");
    }
}
