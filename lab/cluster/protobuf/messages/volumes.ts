/** The messages of the core group that describe volumes and claims on them. The notation is that of `message-table.ts`. */
export const VOLUMES = `
  core.AWSElasticBlockStoreVolumeSource: 1volumeID s*, 2fsType s, 3partition i, 4readOnly b
  core.AttachedVolume: 1name s*, 2devicePath s*
  core.AzureDiskVolumeSource: 1diskName s*, 2diskURI s*, 3cachingMode s*, 4fsType s*, 5readOnly b*, 6kind s*
  core.AzureFilePersistentVolumeSource: 1secretName s*, 2shareName s*, 3readOnly b, 4secretNamespace s*
  core.AzureFileVolumeSource: 1secretName s*, 2shareName s*, 3readOnly b
  core.CSIPersistentVolumeSource: 1driver s*, 2volumeHandle s*, 3readOnly b, 4fsType s, 5volumeAttributes {}s, 6controllerPublishSecretRef core.SecretReference*, 7nodeStageSecretRef core.SecretReference*, 8nodePublishSecretRef core.SecretReference*, 9controllerExpandSecretRef core.SecretReference*, 10nodeExpandSecretRef core.SecretReference*
  core.CSIVolumeSource: 1driver s*, 2readOnly b*, 3fsType s*, 4volumeAttributes {}s, 5nodePublishSecretRef core.LocalObjectReference*
  core.CephFSPersistentVolumeSource: 1monitors []s, 2path s, 3user s, 4secretFile s, 5secretRef core.SecretReference*, 6readOnly b
  core.CephFSVolumeSource: 1monitors []s, 2path s, 3user s, 4secretFile s, 5secretRef core.LocalObjectReference*, 6readOnly b
  core.CinderPersistentVolumeSource: 1volumeID s*, 2fsType s, 3readOnly b, 4secretRef core.SecretReference*
  core.CinderVolumeSource: 1volumeID s*, 2fsType s, 3readOnly b, 4secretRef core.LocalObjectReference*
  core.ClusterTrustBundleProjection: 1name s*, 2signerName s*, 3labelSelector meta.LabelSelector*, 4path s*, 5optional b*
  core.ConfigMapProjection: 1 +core.LocalObjectReference, 2items []core.KeyToPath, 4optional b*
  core.ConfigMapVolumeSource: 1 +core.LocalObjectReference, 2items []core.KeyToPath, 3defaultMode i*, 4optional b*
  core.DownwardAPIProjection: 1items []core.DownwardAPIVolumeFile
  core.DownwardAPIVolumeFile: 1path s*, 2fieldRef core.ObjectFieldSelector*, 3resourceFieldRef core.ResourceFieldSelector*, 4mode i*
  core.DownwardAPIVolumeSource: 1items []core.DownwardAPIVolumeFile, 2defaultMode i*
  core.EmptyDirVolumeSource: 1medium s, 2sizeLimit Quantity*
  core.EphemeralVolumeSource: 1volumeClaimTemplate core.PersistentVolumeClaimTemplate*
  core.FCVolumeSource: 1targetWWNs []s, 2lun i*, 3fsType s, 4readOnly b, 5wwids []s
  core.FlexPersistentVolumeSource: 1driver s*, 2fsType s, 3secretRef core.SecretReference*, 4readOnly b, 5options {}s
  core.FlexVolumeSource: 1driver s*, 2fsType s, 3secretRef core.LocalObjectReference*, 4readOnly b, 5options {}s
  core.FlockerVolumeSource: 1datasetName s, 2datasetUUID s
  core.GCEPersistentDiskVolumeSource: 1pdName s*, 2fsType s, 3partition i, 4readOnly b
  core.GitRepoVolumeSource: 1repository s*, 2revision s, 3directory s
  core.GlusterfsPersistentVolumeSource: 1endpoints s*, 2path s*, 3readOnly b, 4endpointsNamespace s*
  core.GlusterfsVolumeSource: 1endpoints s*, 2path s*, 3readOnly b
  core.HostPathVolumeSource: 1path s*, 2type s*
  core.ISCSIPersistentVolumeSource: 1targetPortal s*, 2iqn s*, 3lun i*, 4iscsiInterface s, 5fsType s, 6readOnly b, 7portals []s, 8chapAuthDiscovery b, 10secretRef core.SecretReference*, 11chapAuthSession b, 12initiatorName s*
  core.ISCSIVolumeSource: 1targetPortal s*, 2iqn s*, 3lun i*, 4iscsiInterface s, 5fsType s, 6readOnly b, 7portals []s, 8chapAuthDiscovery b, 10secretRef core.LocalObjectReference*, 11chapAuthSession b, 12initiatorName s*
  core.ImageVolumeSource: 1reference s, 2pullPolicy s
  core.KeyToPath: 1key s*, 2path s*, 3mode i*
  core.LocalVolumeSource: 1path s*, 2fsType s*
  core.ModifyVolumeStatus: 1targetVolumeAttributesClassName s, 2status s*
  core.NFSVolumeSource: 1server s*, 2path s*, 3readOnly b
  core.PersistentVolume: 1metadata meta.ObjectMeta*, 2spec core.PersistentVolumeSpec*, 3status core.PersistentVolumeStatus*
  core.PersistentVolumeClaim: 1metadata meta.ObjectMeta*, 2spec core.PersistentVolumeClaimSpec*, 3status core.PersistentVolumeClaimStatus*
  core.PersistentVolumeClaimCondition: 1type s*, 2status s*, 3lastProbeTime Time, 4lastTransitionTime Time, 5reason s, 6message s
  core.PersistentVolumeClaimSpec: 1accessModes []s, 2resources core.VolumeResourceRequirements*, 3volumeName s, 4selector meta.LabelSelector*, 5storageClassName s*, 6volumeMode s*, 7dataSource core.TypedLocalObjectReference*, 8dataSourceRef core.TypedObjectReference*, 9volumeAttributesClassName s*
  core.PersistentVolumeClaimStatus: 1phase s, 2accessModes []s, 3capacity {}Quantity, 4conditions []core.PersistentVolumeClaimCondition, 5allocatedResources {}Quantity, 7allocatedResourceStatuses {}s, 8currentVolumeAttributesClassName s*, 9modifyVolumeStatus core.ModifyVolumeStatus*
  core.PersistentVolumeClaimTemplate: 1metadata meta.ObjectMeta*, 2spec core.PersistentVolumeClaimSpec*
  core.PersistentVolumeClaimVolumeSource: 1claimName s*, 2readOnly b
  core.PersistentVolumeSource: 1gcePersistentDisk core.GCEPersistentDiskVolumeSource*, 2awsElasticBlockStore core.AWSElasticBlockStoreVolumeSource*, 3hostPath core.HostPathVolumeSource*, 4glusterfs core.GlusterfsPersistentVolumeSource*, 5nfs core.NFSVolumeSource*, 6rbd core.RBDPersistentVolumeSource*, 7iscsi core.ISCSIPersistentVolumeSource*, 8cinder core.CinderPersistentVolumeSource*, 9cephfs core.CephFSPersistentVolumeSource*, 10fc core.FCVolumeSource*, 11flocker core.FlockerVolumeSource*, 12flexVolume core.FlexPersistentVolumeSource*, 13azureFile core.AzureFilePersistentVolumeSource*, 14vsphereVolume core.VsphereVirtualDiskVolumeSource*, 15quobyte core.QuobyteVolumeSource*, 16azureDisk core.AzureDiskVolumeSource*, 17photonPersistentDisk core.PhotonPersistentDiskVolumeSource*, 18portworxVolume core.PortworxVolumeSource*, 19scaleIO core.ScaleIOPersistentVolumeSource*, 20local core.LocalVolumeSource*, 21storageos core.StorageOSPersistentVolumeSource*, 22csi core.CSIPersistentVolumeSource*
  core.PersistentVolumeSpec: 1capacity {}Quantity, 2 +core.PersistentVolumeSource, 3accessModes []s, 4claimRef core.ObjectReference*, 5persistentVolumeReclaimPolicy s, 6storageClassName s, 7mountOptions []s, 8volumeMode s*, 9nodeAffinity core.VolumeNodeAffinity*, 10volumeAttributesClassName s*
  core.PersistentVolumeStatus: 1phase s, 2message s, 3reason s, 4lastPhaseTransitionTime Time
  core.PhotonPersistentDiskVolumeSource: 1pdID s*, 2fsType s
  core.PodCertificateProjection: 1signerName s, 2keyType s, 3maxExpirationSeconds i*, 4credentialBundlePath s, 5keyPath s, 6certificateChainPath s, 7userAnnotations {}s
  core.PortworxVolumeSource: 1volumeID s*, 2fsType s, 3readOnly b
  core.ProjectedVolumeSource: 1sources []core.VolumeProjection, 2defaultMode i*
  core.QuobyteVolumeSource: 1registry s*, 2volume s*, 3readOnly b, 4user s, 5group s, 6tenant s
  core.RBDPersistentVolumeSource: 1monitors []s, 2image s*, 3fsType s, 4pool s, 5user s, 6keyring s, 7secretRef core.SecretReference*, 8readOnly b
  core.RBDVolumeSource: 1monitors []s, 2image s*, 3fsType s, 4pool s, 5user s, 6keyring s, 7secretRef core.LocalObjectReference*, 8readOnly b
  core.ScaleIOPersistentVolumeSource: 1gateway s*, 2system s*, 3secretRef core.SecretReference*, 4sslEnabled b, 5protectionDomain s, 6storagePool s, 7storageMode s, 8volumeName s, 9fsType s, 10readOnly b
  core.ScaleIOVolumeSource: 1gateway s*, 2system s*, 3secretRef core.LocalObjectReference*, 4sslEnabled b, 5protectionDomain s, 6storagePool s, 7storageMode s, 8volumeName s, 9fsType s, 10readOnly b
  core.SecretProjection: 1 +core.LocalObjectReference, 2items []core.KeyToPath, 4optional b*
  core.SecretVolumeSource: 1secretName s, 2items []core.KeyToPath, 3defaultMode i*, 4optional b*
  core.ServiceAccountTokenProjection: 1audience s, 2expirationSeconds i*, 3path s*
  core.StorageOSPersistentVolumeSource: 1volumeName s, 2volumeNamespace s, 3fsType s, 4readOnly b, 5secretRef core.ObjectReference*
  core.StorageOSVolumeSource: 1volumeName s, 2volumeNamespace s, 3fsType s, 4readOnly b, 5secretRef core.LocalObjectReference*
  core.TypedLocalObjectReference: 1apiGroup s*, 2kind s*, 3name s*
  core.TypedObjectReference: 1apiGroup s*, 2kind s*, 3name s*, 4namespace s*
  core.Volume: 1name s*, 2 +core.VolumeSource
  core.VolumeNodeAffinity: 1required core.NodeSelector*
  core.VolumeProjection: 1secret core.SecretProjection*, 2downwardAPI core.DownwardAPIProjection*, 3configMap core.ConfigMapProjection*, 4serviceAccountToken core.ServiceAccountTokenProjection*, 5clusterTrustBundle core.ClusterTrustBundleProjection*, 6podCertificate core.PodCertificateProjection*
  core.VolumeResourceRequirements: 1limits {}Quantity, 2requests {}Quantity
  core.VolumeSource: 1hostPath core.HostPathVolumeSource*, 2emptyDir core.EmptyDirVolumeSource*, 3gcePersistentDisk core.GCEPersistentDiskVolumeSource*, 4awsElasticBlockStore core.AWSElasticBlockStoreVolumeSource*, 5gitRepo core.GitRepoVolumeSource*, 6secret core.SecretVolumeSource*, 7nfs core.NFSVolumeSource*, 8iscsi core.ISCSIVolumeSource*, 9glusterfs core.GlusterfsVolumeSource*, 10persistentVolumeClaim core.PersistentVolumeClaimVolumeSource*, 11rbd core.RBDVolumeSource*, 12flexVolume core.FlexVolumeSource*, 13cinder core.CinderVolumeSource*, 14cephfs core.CephFSVolumeSource*, 15flocker core.FlockerVolumeSource*, 16downwardAPI core.DownwardAPIVolumeSource*, 17fc core.FCVolumeSource*, 18azureFile core.AzureFileVolumeSource*, 19configMap core.ConfigMapVolumeSource*, 20vsphereVolume core.VsphereVirtualDiskVolumeSource*, 21quobyte core.QuobyteVolumeSource*, 22azureDisk core.AzureDiskVolumeSource*, 23photonPersistentDisk core.PhotonPersistentDiskVolumeSource*, 24portworxVolume core.PortworxVolumeSource*, 25scaleIO core.ScaleIOVolumeSource*, 26projected core.ProjectedVolumeSource*, 27storageos core.StorageOSVolumeSource*, 28csi core.CSIVolumeSource*, 29ephemeral core.EphemeralVolumeSource*, 30image core.ImageVolumeSource*
  core.VsphereVirtualDiskVolumeSource: 1volumePath s*, 2fsType s, 3storagePolicyName s, 4storagePolicyID s`;
