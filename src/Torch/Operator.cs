using System.Runtime.CompilerServices;
using System.Text;
using Counterfactual.Torch.Native;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch;

/// <summary>
/// An operator of libtorch, called by its name in the dispatcher. Keep it in a static field: it is looked up at its first use
/// only. Which operators there are depends on the libtorch that is installed: ask <see cref="Exists"/>.
/// </summary>
/// <param name="name">The name with its namespace, such as <c>aten::add</c>.</param>
/// <param name="overload">The overload's name, such as <c>Tensor</c>; empty for the unnamed one.</param>
public sealed unsafe class Operator(string name, string overload = "")
{
    private nint handle;

    /// <summary>The name and overload, as in <c>aten::add.Tensor</c>.</summary>
    public string FullName { get; } = overload.Length == 0 ? name : $"{name}.{overload}";

    /// <summary>Whether the installed libtorch has this operator.</summary>
    public bool Exists => handle != 0 || TryFind() != 0;

    /// <summary>Whether there is a kernel for dense tensors on devices of this type.</summary>
    public bool RunsOn(DeviceType device)
    {
        if (!Exists)
        {
            return false;
        }
        byte result;
        TorchException.ThrowIf(NativeMethods.torch_operator_runs_on(handle, (int)device, &result));
        return result != 0;
    }

    /// <summary>Calls an operator that gives one tensor. Arguments left out at the end take their defaults.</summary>
    /// <exception cref="TorchException">The operator is missing, an argument does not fit, or the call fails.</exception>
    public Tensor Call(params ReadOnlySpan<Argument> arguments)
    {
        NativeArgument result;
        Invoke(arguments, &result, 1);
        return result.Kind == ArgumentKind.Tensor ? Tensor.Take(result.Address) : throw Unexpected(result.Kind, "a tensor");
    }

    /// <summary>Calls an operator for what it does to its arguments; what it gives is dropped.</summary>
    /// <exception cref="TorchException">The operator is missing, an argument does not fit, or the call fails.</exception>
    public void Apply(params ReadOnlySpan<Argument> arguments) => Invoke(arguments, null, 0);

    /// <summary>Calls an operator that gives one number.</summary>
    /// <exception cref="TorchException">The operator is missing, an argument does not fit, or the call fails.</exception>
    public Scalar CallScalar(params ReadOnlySpan<Argument> arguments)
    {
        NativeArgument result;
        Invoke(arguments, &result, 1);
        return Scalar.From(result);
    }

    /// <summary>Calls an operator that gives one list of tensors.</summary>
    /// <exception cref="TorchException">The operator is missing, an argument does not fit, or the call fails.</exception>
    public Tensor[] CallList(params ReadOnlySpan<Argument> arguments)
    {
        NativeArgument result;
        Invoke(arguments, &result, 1);
        if (result.Kind != ArgumentKind.TensorList)
        {
            throw Unexpected(result.Kind, "a list of tensors");
        }
        var handles = (nint*)result.Address;
        var tensors = new Tensor[result.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = Tensor.Take(handles[i]);
        }
        return tensors;
    }

    /// <summary>Calls an operator that gives two tensors.</summary>
    /// <exception cref="TorchException">The operator is missing, an argument does not fit, or the call fails.</exception>
    public (Tensor First, Tensor Second) CallPair(params ReadOnlySpan<Argument> arguments)
    {
        var results = stackalloc NativeArgument[2];
        Invoke(arguments, results, 2);
        return (Tensor.Take(results[0].Address), Tensor.Take(results[1].Address));
    }

    private void Invoke(ReadOnlySpan<Argument> arguments, NativeArgument* results, int resultsLength)
    {
        var operation = handle != 0 ? handle : Find();
        var bytes = 0;
        foreach (ref readonly var argument in arguments)
        {
            if (argument.Reference is not null)
            {
                bytes += ListBytes(argument);
            }
        }
        const int onStack = 1024;
        var heap = bytes > onStack ? GC.AllocateUninitializedArray<byte>(bytes, pinned: true) : null;
        var lists = stackalloc long[heap is null ? (bytes + 7) / 8 : 0];
        if (heap is not null)
        {
            lists = (long*)Unsafe.AsPointer(ref heap[0]);
        }
        var native = stackalloc NativeArgument[arguments.Length];
        Lower(arguments, native, lists);
        var error = NativeMethods.torch_operator_call(operation, native, arguments.Length, results, resultsLength);
        // The handles must outlive the call: a finalizer could free them under it.
        foreach (ref readonly var argument in arguments)
        {
            GC.KeepAlive(argument.Reference);
        }
        GC.KeepAlive(heap);
        if (error is not null)
        {
            throw TorchException.From(error, FullName);
        }
    }

    /// <summary>An upper bound of the bytes that an argument's elements take, in whole words.</summary>
    private static int ListBytes(in Argument argument) => argument.Kind switch
    {
        ArgumentKind.Tensor => 0,
        ArgumentKind.String => checked((Encoding.UTF8.GetMaxByteCount(((string)argument.Reference!).Length) + 7) / 8 * 8),
        _ => checked(((Array)argument.Reference!).Length * 8),
    };

    /// <summary>
    /// Writes the arguments as the C ABI takes them, their elements one after the other into <paramref name="lists"/>.
    /// </summary>
    private static void Lower(ReadOnlySpan<Argument> arguments, NativeArgument* native, long* lists)
    {
        for (var i = 0; i < arguments.Length; i++)
        {
            ref readonly var argument = ref arguments[i];
            native[i].Kind = argument.Kind;
            native[i].Length = 0;
            switch (argument.Kind)
            {
                case ArgumentKind.Tensor:
                    native[i].Address = Unsafe.As<Tensor>(argument.Reference!).Handle;
                    continue;
                case ArgumentKind.Device:
                    native[i].Length = (int)argument.Bits;
                    native[i].Integer = argument.Bits >> 32;
                    continue;
                case ArgumentKind.None or ArgumentKind.Int or ArgumentKind.Double or ArgumentKind.Bool:
                    native[i].Integer = argument.Bits;
                    continue;
                default:
                    native[i].Address = (nint)lists;
                    native[i].Length = CopyList(argument, lists);
                    lists += ListBytes(argument) / 8;
                    continue;
            }
        }
    }

    private static int CopyList(in Argument argument, long* destination)
    {
        switch (argument.Reference)
        {
            case Tensor?[] tensors:
                for (var i = 0; i < tensors.Length; i++)
                {
                    destination[i] = tensors[i]?.Handle ?? 0;
                }
                return tensors.Length;
            case long[] integers:
                integers.CopyTo(new Span<long>(destination, integers.Length));
                return integers.Length;
            case double[] reals:
                reals.CopyTo(new Span<double>(destination, reals.Length));
                return reals.Length;
            case bool[] booleans:
                booleans.CopyTo(new Span<bool>(destination, booleans.Length));
                return booleans.Length;
            case string text:
                return Encoding.UTF8.GetBytes(text, new Span<byte>(destination, ListBytes(argument)));
            default:
                throw new InvalidOperationException($"no list but {argument.Kind}");
        }
    }

    private nint Find() => TryFind() is var found and not 0
        ? found
        : throw new TorchException($"the installed libtorch {version} has no operator {FullName}");

    private nint TryFind()
    {
        nint found;
        TorchException.ThrowIf(NativeMethods.torch_operator_find(name, overload, &found));
        return handle = found;
    }

    private TorchException Unexpected(ArgumentKind kind, string expected) => new($"{FullName}: gave {kind} and not {expected}");
}
