using System.IO.MemoryMappedFiles;
using Microsoft.Win32.SafeHandles;
using static Counterfactual.Torch.torch;

namespace Counterfactual.Torch;

/// <summary>
/// A safetensors file, mapped into memory. Its tensors are the file's pages, read when they are touched; the mapping lives until
/// the file is disposed and the last of its tensors is freed. Writing to such a tensor changes a private copy of the page, never
/// the file. As with any mapping, the file must not be shortened meanwhile: replace files by renaming,
/// as <see cref="Save"/> does.
/// </summary>
public sealed unsafe class Safetensors : IDisposable
{
    private readonly string path;
    private readonly SafetensorsHeader header;
    private readonly MemoryMappedViewAccessor view;
    private readonly byte* data;
    private bool isDisposed;

    private Safetensors(FileStream file)
    {
        path = file.Name;
        header = SafetensorsHeader.Read(file);
        using var map = MemoryMappedFile.CreateFromFile(
            file, null, 0, MemoryMappedFileAccess.CopyOnWrite, HandleInheritability.None, leaveOpen: true);
        view = map.CreateViewAccessor(0, file.Length, MemoryMappedFileAccess.CopyOnWrite);
        data = (byte*)Mapping.DangerousGetHandle() + view.PointerOffset + header.DataBegin;
    }

    private SafeMemoryMappedViewHandle Mapping => view.SafeMemoryMappedViewHandle;

    /// <summary>The file's tensors by name, in the header's order.</summary>
    public IReadOnlyDictionary<string, SafetensorsEntry> Entries => header.Entries;

    /// <summary>The names of the tensors, in the header's order.</summary>
    public IEnumerable<string> Names => header.Entries.Keys;

    /// <summary>The file's own <c>__metadata__</c>.</summary>
    public IReadOnlyDictionary<string, string> Metadata => header.Metadata;

    /// <summary>One of the tensors, on the CPU, without a copy where its address allows.</summary>
    /// <exception cref="SafetensorsException">The file has no tensor of this name,
    /// or its elements cannot be what it says.</exception>
    public Tensor this[string name] => Load(name);

    /// <summary>Opens a file and checks all of its header.</summary>
    /// <exception cref="SafetensorsException">The file is damaged or no safetensors file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static Safetensors Open(string path)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read | FileShare.Delete);
        return new Safetensors(file);
    }

    /// <summary>
    /// Writes tensors to a file: to a temporary name beside it, onto the disk, then renamed. The same tensors and metadata give
    /// the same bytes.
    /// </summary>
    /// <exception cref="ArgumentException">A tensor is named <c>__metadata__</c>.</exception>
    /// <exception cref="IOException">The file cannot be written; an earlier file of the name is untouched.</exception>
    public static void Save(
        string path, IReadOnlyDictionary<string, Tensor> tensors, IReadOnlyDictionary<string, string>? metadata = null) =>
        SafetensorsWriter.Write(path, tensors, metadata ?? new Dictionary<string, string>());

    /// <summary>All tensors, as <see cref="this"/> gives them.</summary>
    public IReadOnlyDictionary<string, Tensor> LoadAll()
    {
        var tensors = new OrderedDictionary<string, Tensor>();
        foreach (var name in Names)
        {
            tensors.Add(name, Load(name));
        }
        return tensors;
    }

    /// <summary>Lets go of the mapping; tensors that use it keep it.</summary>
    public void Dispose()
    {
        isDisposed = true;
        view.Dispose();
    }

    private Tensor Load(string name)
    {
        if (!header.Entries.TryGetValue(name, out var entry))
        {
            throw new SafetensorsException(
                path, name, $"the file has no such tensor; it has {string.Join(", ", Names.Take(10))}");
        }
        ObjectDisposedException.ThrowIf(isDisposed, this);
        var address = data + entry.Begin;
        if (entry.DType == ScalarType.Bool)
        {
            RequireTruthValues(entry, address);
        }
        var shape = entry.Shape.ToArray();
        if ((nint)address % entry.DType.ElementSize() == 0)
        {
            return from_memory(address, entry.DType, shape, new Hold(Mapping));
        }
        var copy = empty(shape, entry.DType);
        Buffer.MemoryCopy(address, copy.DataAddress(), entry.End - entry.Begin, entry.End - entry.Begin);
        return copy;
    }

    private void RequireTruthValues(SafetensorsEntry entry, byte* address)
    {
        for (var i = 0L; i < entry.End - entry.Begin; i++)
        {
            if (address[i] > 1)
            {
                throw new SafetensorsException(path, entry.Name, $"element {i} of a BOOL is {address[i]}; expected 0 or 1");
            }
        }
    }

    /// <summary>Keeps the file mapped until a tensor over it is freed.</summary>
    private sealed class Hold : IDisposable
    {
        private readonly SafeMemoryMappedViewHandle mapping;

        public Hold(SafeMemoryMappedViewHandle mapping)
        {
            var held = false;
            mapping.DangerousAddRef(ref held);
            this.mapping = mapping;
        }

        public void Dispose() => mapping.DangerousRelease();
    }
}
