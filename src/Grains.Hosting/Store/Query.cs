using System.Data.Common;

namespace Counterfactual.Grains.Hosting.Store;

/// <summary>A statement and what is done with each row that it returns.</summary>
internal readonly record struct Query(Statement Statement, Action<DbDataReader> OnRow);
