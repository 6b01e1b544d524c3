using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch;

/// <summary>
/// Frees the tensors that were made on its thread while it was the innermost scope, when it is disposed. A training step in
/// <c>using var scope = torch.NewDisposeScope();</c> leaves no native memory behind. Scopes nest, belong to their thread, and
/// end in the reverse order of their beginning. Module parameters and buffers are in no scope.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    [ThreadStatic]
    private static DisposeScope? innermost;

    private readonly List<Tensor> tensors = [];
    private readonly DisposeScope? outer;
    private bool isDisposed;

    internal DisposeScope()
    {
        outer = innermost;
        innermost = this;
    }

    /// <summary>The innermost scope of the calling thread, or null.</summary>
    internal static DisposeScope? Innermost => innermost;

    /// <summary>How many tensors the scope would free now.</summary>
    public int Count => tensors.Count;

    /// <summary>Hands a tensor on to the enclosing scope; without one, the tensor is in no scope.</summary>
    /// <returns>The tensor.</returns>
    public Tensor MoveToOuter(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        tensor.Scope?.Remove(tensor);
        outer?.Add(tensor);
        return tensor;
    }

    /// <summary>Takes a tensor out of its scope: it lives until it is disposed or collected.</summary>
    /// <returns>The tensor.</returns>
    public static Tensor Detach(Tensor tensor)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        tensor.Scope?.Remove(tensor);
        return tensor;
    }

    /// <summary>Frees the scope's tensors and makes the enclosing scope the innermost.</summary>
    /// <exception cref="InvalidOperationException">A scope that began later, or another thread's, is still open.</exception>
    public void Dispose()
    {
        if (isDisposed)
        {
            return;
        }
        if (innermost != this)
        {
            throw new InvalidOperationException(
                "a dispose scope ended before one that began after it, or on another thread: end scopes in reverse order, "
                    + "on their thread");
        }
        isDisposed = true;
        innermost = outer;
        foreach (var tensor in tensors)
        {
            tensor.Scope = null;
            tensor.Dispose();
        }
        tensors.Clear();
    }

    internal void Add(Tensor tensor)
    {
        tensor.Scope = this;
        tensor.IndexInScope = tensors.Count;
        tensors.Add(tensor);
    }

    internal void Remove(Tensor tensor)
    {
        var last = tensors[^1];
        tensors[tensor.IndexInScope] = last;
        last.IndexInScope = tensor.IndexInScope;
        tensors.RemoveAt(tensors.Count - 1);
        tensor.Scope = null;
    }
}
