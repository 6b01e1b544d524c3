using Counterfactual.Torch;

namespace Counterfactual.Training.Experiments;

/// <summary>What kind of trouble ended an experiment.</summary>
public enum ExperimentFault
{
    /// <summary>None of the others.</summary>
    Other,

    /// <summary>The loss is NaN or infinite.</summary>
    LossNotFinite,

    /// <summary>The memory of the machine or of the device does not suffice.</summary>
    OutOfMemory,

    /// <summary>A file cannot be written: the disk is full, or a quota or limit is used up.</summary>
    DiskFull,
}

/// <summary>Recognizes faults in what libraries and the system say.</summary>
public static class ExperimentFaults
{
    private const int FileTooLarge = 27; // EFBIG
    private const int NoSpace = 28; // ENOSPC
    private const int QuotaExceeded = 122; // EDQUOT

    /// <summary>What allocators say: those of the C++ library, of libtorch for processors and for CUDA, and of .NET.</summary>
    private static readonly string[] OutOfMemoryTexts =
    [
        "std::bad_alloc", "can't allocate memory", "not enough memory", "CUDA out of memory", "cudaErrorMemoryAllocation",
        "CUDA error: out of memory", "CUBLAS_STATUS_ALLOC_FAILED", "Cannot allocate memory",
    ];

    /// <summary>The fault that an exception, or one that led to it, tells of.</summary>
    public static ExperimentFault Of(Exception exception)
    {
        for (var cause = exception; cause is not null; cause = cause.InnerException)
        {
            switch (cause)
            {
                case ExperimentException { Fault: not ExperimentFault.Other } known:
                    return known.Fault;
                case OutOfMemoryException or InsufficientMemoryException:
                case TorchException when IsOutOfMemory(cause.Message):
                    return ExperimentFault.OutOfMemory;
                case IOException { HResult: FileTooLarge or NoSpace or QuotaExceeded }:
                    return ExperimentFault.DiskFull;
            }
        }

        return ExperimentFault.Other;
    }

    /// <summary>Whether the last words of a native library tell of memory that it did not get.</summary>
    public static bool IsOutOfMemory(string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        return OutOfMemoryTexts.Any(text => message.Contains(text, StringComparison.OrdinalIgnoreCase));
    }
}
