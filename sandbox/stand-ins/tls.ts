/*
 * Key and certificate of the stand-ins that speak TLS, for 127.0.0.1 and localhost. Everybody can read the key: it
 * protects nothing and must be trusted nowhere but in tests.
 */

export const standInKey = `-----BEGIN PRIVATE KEY-----
MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgN0gx3WG3rYsCsufj
l2KoF28fDDnjezPBYlV6QZSb0n6hRANCAARE6FP4ie1jhSqMvawouPNDwafnpIkj
hFpY917owk2rmYfMkTM5Gj2tbRhKO9pvAnufsrfcPMLgYlEpYpH/TVoR
-----END PRIVATE KEY-----
`
export const standInCertificate = `-----BEGIN CERTIFICATE-----
MIIBvTCCAWOgAwIBAgIUPsjJYyv9sN7j0lunrl99kUwaejUwCgYIKoZIzj0EAwIw
JTEjMCEGA1UEAwwac3RhbmQtaW4sIHRydXN0IGl0IG5vd2hlcmUwIBcNMjYxMTIy
MDQ1MDE4WhgPMjEyNjEwMjkwNDUwMThaMCUxIzAhBgNVBAMMGnN0YW5kLWluLCB0
cnVzdCBpdCBub3doZXJlMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEROhT+Int
Y4UqjL2sKLjzQ8Gn56SJI4RaWPde6MJNq5mHzJEzORo9rW0YSjvabwJ7n7K33DzC
4GJRKWKR/01aEaNvMG0wHQYDVR0OBBYEFOQH/bjLqeGe6vActdGnqJJPwpuNMB8G
A1UdIwQYMBaAFOQH/bjLqeGe6vActdGnqJJPwpuNMA8GA1UdEwEB/wQFMAMBAf8w
GgYDVR0RBBMwEYcEfwAAAYIJbG9jYWxob3N0MAoGCCqGSM49BAMCA0gAMEUCIHlT
8fhRngVJ+uMfm4Dwk1D/v9FRF17GW9ZPr+icuwoiAiEAwFNPjn5gqwcTuTdcJAUD
uibxzprLr+lkYel0iYM+Lqk=
-----END CERTIFICATE-----
`
