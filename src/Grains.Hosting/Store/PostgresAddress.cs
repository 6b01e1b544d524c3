using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Counterfactual.Grains.Hosting.Store;

/// <summary>The two usual ways to name a PostgreSQL database.</summary>
internal static class PostgresAddress
{
    /// <summary>Reads <c>postgres://user:password@host:port/database?key=value</c> or <c>Host=...;Database=...</c>.</summary>
    /// <exception cref="StoreException">The address begins like one of the two but cannot be read.</exception>
    public static bool TryRead(string store, [NotNullWhen(true)] out NpgsqlConnectionStringBuilder? address)
    {
        try
        {
            address = store.StartsWith("postgres://", StringComparison.Ordinal)
                    || store.StartsWith("postgresql://", StringComparison.Ordinal) ? FromUri(new Uri(store))
                : store.StartsWith("Host=", StringComparison.OrdinalIgnoreCase) ? new(store)
                : null;
            return address is not null;
        }
        catch (Exception exception) when (exception is UriFormatException or ArgumentException or FormatException)
        {
            // Neither the address nor what the exception says of it is repeated: a piece of a password may be in both.
            throw new StoreException(
                "the PostgreSQL store address cannot be read; expected postgres://USER:PASSWORD@HOST:PORT/DATABASE, with special "
                + "characters of the password as %XX, or Host=...;Username=...;Password=...;Database=...");
        }
    }

    private static NpgsqlConnectionStringBuilder FromUri(Uri uri)
    {
        var credentials = uri.UserInfo.Split(':', 2);
        var address = new NpgsqlConnectionStringBuilder { Host = uri.Host };
        if (uri.Port > 0)
        {
            address.Port = uri.Port;
        }

        if (credentials[0].Length > 0)
        {
            address.Username = Uri.UnescapeDataString(credentials[0]);
        }

        if (credentials.Length > 1)
        {
            address.Password = Uri.UnescapeDataString(credentials[1]);
        }

        if (uri.AbsolutePath.Length > 1)
        {
            address.Database = Uri.UnescapeDataString(uri.AbsolutePath[1..]);
        }

        foreach (var setting in uri.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = setting.Split('=', 2);
            address[Uri.UnescapeDataString(pair[0])] = Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? "");
        }

        return address;
    }
}
