using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Counterfactual.Training.Data.Shards;

/// <summary>The SHA-256 of a shard file: all its bytes but the digest itself.</summary>
internal static class ShardDigest
{
    private const int ChunkLength = 1 << 20;

    /// <summary>Reads the file and computes its digest.</summary>
    public static byte[] Compute(SafeFileHandle file)
    {
        using var sha256 = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var chunk = new byte[ChunkLength];
        Append(0, ShardHeader.DigestOffset);
        Append(ShardHeader.DigestOffset + ShardHeader.DigestLength, RandomAccess.GetLength(file));
        return sha256.GetHashAndReset();

        void Append(long from, long to)
        {
            while (from < to)
            {
                var read = RandomAccess.Read(file, chunk.AsSpan(0, (int)Math.Min(chunk.Length, to - from)), from);
                if (read == 0)
                {
                    return;
                }

                sha256.AppendData(chunk, 0, read);
                from += read;
            }
        }
    }
}
