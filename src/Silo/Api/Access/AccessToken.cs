using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Counterfactual.Silo.Api.Access;

/// <summary>
/// Bearer tokens: 256 random bits as text. Such a token cannot be guessed, so a plain SHA-256 protects it where it is stored;
/// slow, salted hashes are for passwords, which people choose from few.
/// </summary>
internal static partial class AccessToken
{
    /// <summary>By which people and secret scanners recognise a token.</summary>
    internal const string Prefix = "cf_";

    private const int RandomBytes = 32;

    /// <summary>A new token.</summary>
    internal static string Create() => Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Whether a text has the form of a token.</summary>
    internal static bool HasForm(string text) => Form().IsMatch(text);

    /// <summary>Lower-case hexadecimal SHA-256 of a token.</summary>
    internal static string HashOf(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)));

    /// <summary>Compares two hashes in a time that does not depend on them.</summary>
    internal static bool AreEqual(string hash, string other) =>
        CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(hash), Encoding.ASCII.GetBytes(other));

    [GeneratedRegex(@"\A" + Prefix + @"[A-Za-z0-9_-]{43}\z")]
    private static partial Regex Form();
}
